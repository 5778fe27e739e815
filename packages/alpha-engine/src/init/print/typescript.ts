import type { Noted } from "../noted.ts";
import { comment, quoted } from "./text.ts";

const WIDTH = 100;

/** A configuration as a module: it is nothing but a value, whatever stands in it. */
export function asTypescript(config: Noted, note: string): string {
  const value = text(config, "", 0);
  return `${comment(note, "//", "")}import { defineConfig } from "alpha-engine";\n\nexport default defineConfig(${value});\n`;
}

function text({ value }: Noted, indent: string, before: number): string {
  if (Array.isArray(value)) return listText(value as readonly Noted[], indent, before);
  if (value instanceof Map) return objectText(value as ReadonlyMap<string, Noted>, indent, before);
  return typeof value === "string" ? quoted(value) : JSON.stringify(value);
}

function listText(items: readonly Noted[], indent: string, before: number): string {
  const inner = `${indent}  `;
  const texts = items.map((item) => text(item, inner, 0));
  const short = `[${texts.join(", ")}]`;
  if (fits(short, indent, before) && items.every(({ note }) => note === undefined)) return short;
  return `[\n${items.map(({ note }, index) => `${noteOf(note, inner)}${inner}${texts[index] ?? ""},\n`).join("")}${indent}]`;
}

function objectText(fields: ReadonlyMap<string, Noted>, indent: string, before: number): string {
  const inner = `${indent}  `;
  const entries = [...fields].map(([key, field]) => {
    const name = keyText(key);
    return { note: field.note, text: `${name}: ${text(field, inner, name.length + 2)}` };
  });
  if (entries.length === 0) return "{}";
  const short = `{ ${entries.map((entry) => entry.text).join(", ")} }`;
  if (fits(short, indent, before) && entries.every(({ note }) => note === undefined)) return short;
  return `{\n${entries.map((entry) => `${noteOf(entry.note, inner)}${inner}${entry.text},\n`).join("")}${indent}}`;
}

function fits(short: string, indent: string, before: number): boolean {
  return !short.includes("\n") && short.length + indent.length + before < WIDTH;
}

/** `__proto__` in quotes would still set what the object is made of. */
function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function noteOf(note: string | undefined, indent: string): string {
  return note === undefined ? "" : comment(note, "//", indent);
}
