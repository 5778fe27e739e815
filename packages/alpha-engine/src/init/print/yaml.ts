import type { Noted } from "../noted.ts";
import { comment, quoted } from "./text.ts";

/** A configuration in YAML; texts are in double quotes, so that nothing in them means anything. */
export function asYaml(config: Noted, note: string): string {
  return `${comment(note, "#", "")}${block(config, "").replace(/^\n/, "")}`;
}

/** What stands behind a key or a dash. */
function block({ value }: Noted, indent: string): string {
  if (Array.isArray(value)) {
    const items = value as readonly Noted[];
    if (items.length === 0) return " []\n";
    return `\n${items.map((item) => `${noteOf(item.note, indent)}${indent}-${block(item, `${indent}  `)}`).join("")}`;
  }
  if (value instanceof Map) {
    const fields = value as ReadonlyMap<string, Noted>;
    if (fields.size === 0) return " {}\n";
    return `\n${[...fields].map(([key, field]) => `${noteOf(field.note, indent)}${indent}${quoted(key)}:${block(field, `${indent}  `)}`).join("")}`;
  }
  return ` ${typeof value === "string" ? quoted(value) : JSON.stringify(value)}\n`;
}

function noteOf(note: string | undefined, indent: string): string {
  return note === undefined ? "" : comment(note, "#", indent);
}
