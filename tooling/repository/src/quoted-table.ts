const BEGIN = "<!-- npm run house -- --write -->";
const END = "<!-- end -->";

/** A document with the table of numbers that stands between its marks replaced. */
export function withTable(document: string, table: string): string {
  const { before, after } = split(document);
  return `${before}\n${table}\n${after}`;
}

/** The packages whose numbers a document quotes. */
export function quotedPackages(document: string): readonly string[] {
  return [...split(document).quoted.matchAll(/^\| *([\w-]+) +\|/gm)].map(([, name = ""]) => name);
}

function split(document: string): { readonly before: string; readonly quoted: string; readonly after: string } {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`no place for the table: ${BEGIN} … ${END}`);
  const from = begin + BEGIN.length + 1;
  return { before: document.slice(0, from), quoted: document.slice(from, end), after: document.slice(end) };
}
