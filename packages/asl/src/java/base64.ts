/** What base64 text says, read leniently: what is no digit is skipped, and padding ends it. [recordings: States.Base64Decode] */
export function decodeBase64(text: string): string {
  const end = text.indexOf("=");
  const digits = (end < 0 ? text : text.slice(0, end)).replaceAll(/[^A-Za-z\d+/_-]/g, "");
  return Buffer.from(digits, "base64").toString();
}
