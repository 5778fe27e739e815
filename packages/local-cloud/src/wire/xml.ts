/** Text between tags. A carriage return would be read as a line feed. */
export function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;");
}

/** The reverse, for the handful of entities that SDKs write. */
export function unescapeXml(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }[String(name).toLowerCase()] ?? "";
  });
}

/** An object as elements: arrays become `<item>`s or what else an element is called, `undefined` is left out. */
export function toXml(value: unknown, element = "item"): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map((item) => `<${element}>${toXml(item, element)}</${element}>`).join("");
  if (value instanceof Map) {
    const pair = (key: unknown, each: unknown): string =>
      `<key>${toXml(key)}</key><value>${toXml(each, element)}</value>`;
    return [...value].map(([key, each]) => `<entry>${pair(key, each)}</entry>`).join("");
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object") {
    return Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([name, child]) => `<${name}>${toXml(child, element)}</${name}>`)
      .join("");
  }
  return escapeXml(typeof value === "string" ? value : JSON.stringify(value));
}

/** An object as elements, where an array is its element again and again. */
export function toFlatXml(value: unknown): string {
  if (typeof value !== "object" || value === null) return toXml(value);
  return Object.entries(value)
    .flatMap(([name, child]: readonly [string, unknown]) =>
      (Array.isArray(child) ? child : [child])
        .filter((each) => each !== undefined)
        .map((each) => `<${name}>${toFlatXml(each)}</${name}>`),
    )
    .join("");
}
