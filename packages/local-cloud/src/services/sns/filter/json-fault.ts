/** What the JSON parser of SNS says of a text that is none, as far as it is recorded. [LocalStack's recordings of AWS, sns, 2026] */
export function jsonFault(text: string): string {
  const at = (column: number): string =>
    `\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: 1, column: ${column}]`;
  const word = /^\s*([A-Za-z]\w*)/.exec(text);
  if (word !== null) {
    const expected = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    return ` Unrecognized token '${word[1] ?? ""}': was expecting ${expected}${at(word[0].length + 1)}`;
  }
  const [before = "", character = ""] = /^(\s*\{\s*)([^"}\s])/.exec(text)?.slice(1) ?? [];
  if (character === "") return "";
  const code = character.codePointAt(0);
  return ` Unexpected character ('${character}' (code ${code})): was expecting double-quote to start field name${at(before.length + 1)}`;
}
