/** What differs from run to run, and what it is called while two texts are compared. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?/g, "<time>"],
  [/\b\d{6}Z\b/g, "<time>"],
  [/\b\d{4}-\d\d-\d\d\b/g, "<date>"],
  [/\bi-[0-9a-f…]+/g, "<instance>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, "<uuid>"],
  [/\b(?:127\.0\.0\.1|localhost):\d+/g, "<address>"],
  [/\bip-\d+-\d+-\d+-\d+/g, "<host>"],
  [/\b\d+(?:\.\d+)? ?m?s\b/g, "<duration>"],
  [/\/tmp\/example-\w+/g, "."],
];

/**
 * Whether a text is what the document says: the same but for times, ids, hosts, addresses and durations. `…` in a line
 * stands for anything in that line; a line that is only `…` stands for any lines.
 */
export function matches(printed: string, written: string, hosts: readonly string[] = []): boolean {
  const pattern = mask(written, hosts)
    .split("\n")
    .map((line) => (line.trim() === "…" ? "(?:.*\\n)*?" : `${line.split("…").map(escape).join(".*")}\\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(`${mask(printed, hosts)}\n`);
}

/** Columns are as wide as what is in them: runs of blanks and rulers count as one. */
function mask(text: string, hosts: readonly string[] = []): string {
  let masked = text.trimEnd();
  for (const host of hosts) masked = masked.replaceAll(host, "<host>");
  for (const [pattern, name] of VOLATILE) masked = masked.replaceAll(pattern, name);
  return masked
    .replaceAll(/(\S)[ \t]{2,}(?=\S)/g, "$1  ")
    .replaceAll(/-{3,}/g, "---")
    .replaceAll(/[ \t]+$/gm, "");
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
