import type { Survey } from "./survey.ts";

const COLUMNS = [
  "package",
  "files",
  "median lines",
  "longest file",
  "longest function",
  "5+ parameters",
  "circles of files",
  "of folders",
] as const;

const ALL = "**all**";

/** The numbers of every package that has sources as a Markdown table, all of them together in the last row. */
export function numbersTable(surveys: readonly Survey[]): string {
  const rows = surveys
    .filter(({ sources }) => sources.size > 0)
    .map((survey) => [survey.package.name, ...numbersOf([survey])]);
  const whole = [ALL, ...numbersOf(surveys)];
  const ruler = COLUMNS.map((_, index) => (index === 0 ? "---" : "--:"));
  const table = [COLUMNS, ruler, ...rows, whole];
  return table.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function numbersOf(surveys: readonly Survey[]): readonly string[] {
  const sources = surveys.flatMap((survey) => [...survey.sources.values()]);
  const lengths = sources.map(({ lines }) => lines);
  const functions = sources.flatMap((source) => source.functions.map(({ lines }) => lines));
  return [
    lengths.length,
    median(lengths),
    Math.max(0, ...lengths),
    Math.max(0, ...functions),
    surveys.flatMap(({ manyParameters }) => manyParameters).length,
    surveys.flatMap(({ fileCircles }) => fileCircles).length,
    surveys.flatMap(({ folderCircles }) => folderCircles).length,
  ].map(String);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
