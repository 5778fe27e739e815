/** What an element holds: a text, elements by name, or the same element several times. `undefined` is left out. */
export type Xml = string | number | boolean | undefined | { readonly [name: string]: Xml } | readonly Xml[];

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
export const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** A document of S3's namespace. */
export function rootXml(name: string, content: Xml): string {
  return `${DECLARATION}<${name} xmlns="${NAMESPACE}">${contentXml(content)}</${name}>`;
}

export function contentXml(content: Xml): string {
  if (content === undefined) return "";
  if (typeof content !== "object") return escaped(String(content));
  return Object.entries(content)
    .map(([name, child]) => elements(name, child))
    .join("");
}

function elements(name: string, content: Xml): string {
  if (content === undefined) return "";
  if (Array.isArray(content)) return content.map((each: Xml) => elements(name, each)).join("");
  return `<${name}>${contentXml(content)}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** S3 writes control characters as references, also those that XML 1.0 does not have; `encoding-type=url` is for them. */
function escaped(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replaceAll(/[&<>"\u0000-\u0008\u000b-\u001f\u007f\ufffe\uffff]/g, (character) => {
    return ENTITIES[character] ?? `&#x${(character.codePointAt(0) ?? 0).toString(16)};`;
  });
}
