import type { FidelityEntry } from "../../src/index.ts";

/** What the table says of one service. */
export interface Row {
  readonly service: string;
  readonly operations: readonly string[];
  readonly cases: string;
}

const BEGIN = "<!-- answers: pnpm run judge --write -->";
const END = "<!-- /answers -->";

/** Where a service's rows of the ledger lie, where its folder is not called as it signs. */
const FOLDERS: Readonly<Record<string, string>> = {
  cloudwatch: "monitoring",
  eventbridge: "events",
  "step-functions": "states",
  storage: "s3",
};

/** One row per service, as Markdown. Without verdicts, what the table before said of the cases stays. */
export function answersTable(
  operations: ReadonlyMap<string, ReadonlySet<string>>,
  ledger: readonly FidelityEntry[],
  casesOf: (service: string) => string,
): string {
  const deviating = ledger.filter(({ kind }) => kind === "deviates");
  const idsOf = (service: string): string => ids(deviating.filter((row) => serviceOf(row) === service));
  const rows = [...operations]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, names]) => {
      const words = [...names].toSorted().join(", ");
      return `| ${service} | ${words} | ${casesOf(service)} | ${idsOf(service)} |`;
    });
  const general = ids(deviating.filter((row) => !operations.has(serviceOf(row))));
  return [
    BEGIN,
    "",
    "| service | operations that answer | recorded cases that agree | deviates |",
    "| --- | --- | --- | --- |",
    ...rows,
    `| all, and machines | | | ${general} |`,
    "",
    END,
  ].join("\n");
}

/** The README with this table in place of the one before. */
export function withTable(readme: string, table: string): string {
  const [before = "", rest = ""] = readme.split(BEGIN);
  const [, after = ""] = rest.split(END);
  return `${before}${table}${after}`;
}

export function readTable(readme: string): readonly Row[] {
  const table = readme.split(BEGIN)[1]?.split(END)[0] ?? "";
  const lines = table.split("\n").filter((line) => line.startsWith("| ") && !/^\| (?:service|---|all)/.test(line));
  return lines.map((line) => {
    const [service = "", operations = "", cases = ""] = line
      .split("|")
      .slice(1)
      .map((cell) => cell.trim());
    return { service, operations: operations.split(", "), cases };
  });
}

function serviceOf({ file }: FidelityEntry): string {
  const folder = /^src\/services\/([^/]+)\//.exec(file)?.[1] ?? "";
  return FOLDERS[folder] ?? folder;
}

function ids(rows: readonly FidelityEntry[]): string {
  return rows.map(({ id }) => `\`${id}\``).join(", ");
}
