import { unescapeXml } from "../../../wire/xml.ts";

/** An element with its text and its elements, in their order. Attributes and namespaces mean nothing to S3. */
export interface Element {
  readonly name: string;
  readonly text: string;
  readonly children: readonly Element[];
}

const TOKEN = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([^\s<>/!?]+)[^<>]*?(\/?)>|([^<]+)/gy;

/** Reads a document; `undefined` where it is not well-formed. Documents that define entities are not. */
export function readXml(document: string): Element | undefined {
  const top: Open = { name: "", texts: [], children: [] };
  const open: Open[] = [top];
  const text = document.replace(/^\uFEFF/, "");
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text);
    const inner = open.at(-1);
    if (token === null || inner === undefined) return undefined;
    const [, data, closing, qualified = "", empty, plain] = token;
    const name = qualified.slice(qualified.indexOf(":") + 1);
    if (data !== undefined) inner.texts.push(data);
    else if (plain !== undefined) inner.texts.push(unescapeXml(plain.replaceAll("\r\n", "\n")));
    else if (closing === "/") {
      if (open.length === 1 || inner.name !== name) return undefined;
      open.pop();
      open.at(-1)?.children.push(closed(inner));
    } else if (name !== "") {
      if (empty === "/") inner.children.push({ name, text: "", children: [] });
      else open.push({ name, texts: [], children: [] });
    }
  }
  const whole = open.length === 1 && top.children.length === 1 && top.texts.join("").trim() === "";
  return whole ? top.children[0] : undefined;
}

export function childrenOf({ children }: Element, name: string): readonly Element[] {
  return children.filter((child) => child.name === name);
}

export function textOf(element: Element, name: string): string | undefined {
  return childrenOf(element, name)[0]?.text;
}

interface Open {
  readonly name: string;
  readonly texts: string[];
  readonly children: Element[];
}

function closed({ name, texts, children }: Open): Element {
  return { name, text: texts.join(""), children };
}
