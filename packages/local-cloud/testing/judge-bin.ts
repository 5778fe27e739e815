import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { fidelity, startLocalCloud } from "../src/index.ts";
import { answersTable, readTable, withTable } from "./judge/answers-table.ts";
import { type Judged, judgeRecorded } from "./judge/recorded-cases.ts";

/**
 * `pnpm run judge`: asks a fresh cloud what was asked of AWS when it was recorded, and says per service what answers and how
 * much of it agrees. Exit code 0, or 1 where something that is offered differs.
 */
const { values } = parseArgs({
  options: {
    /** `s3,sqs`: only those. */
    service: { type: "string" },
    /** `--no-cases` asks none; what the table says of them stays. */
    cases: { type: "boolean", default: true },
    /** Every case, as JSON. */
    json: { type: "boolean", default: false },
    /** Puts the table into the README. */
    write: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const README = new URL("../README.md", import.meta.url);
const directory = await mkdtemp(join(tmpdir(), "local-cloud-judge-"));
const cloud = await startLocalCloud({ directory });
try {
  const out = join(directory, "judged.json");
  const judged = values.cases ? await judgeRecorded(cloud, { services: values.service, out }) : [];
  if (judged === undefined) process.stderr.write("No recordings beside the repository: the cases were not looked at\n");
  const readme = await readFile(README, "utf8");
  const before = new Map(readTable(readme).map(({ service, cases }) => [service, cases]));
  const casesOf = (service: string): string => told(judged, service) ?? before.get(service) ?? "";
  const table = answersTable(cloud.operations(), fidelity, casesOf);
  if (values.write) await writeFile(README, withTable(readme, table));
  process.stdout.write(values.json ? `${JSON.stringify(judged ?? [], undefined, 1)}\n` : report(judged ?? []));
  if (judged?.some(({ agree, offered }) => offered && !agree) === true) process.exitCode = 1;
} finally {
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
}

/** `41 of 44`, of those that are offered; `undefined` where none of the service was asked. */
function told(judged: readonly Judged[] | undefined, service: string): string | undefined {
  const all = judged?.filter((each) => each.service === service) ?? [];
  if (all.length === 0) return undefined;
  const offered = all.filter((each) => each.offered);
  const rest = all.length - offered.length;
  const agree = offered.filter((each) => each.agree).length;
  return `${agree} of ${offered.length}${rest === 0 ? "" : `; ${rest} ask for more`}`;
}

/** What differs, case by case, and a line per service. */
function report(judged: readonly Judged[]): string {
  const differing = judged.filter(({ agree }) => !agree);
  const lines = differing.flatMap(({ id, offered, differences }) => [
    `${offered ? "differs" : "asks for more"}: ${id}`,
    ...differences.map(({ operation, difference }) => `    ${operation}  ${difference}`),
  ]);
  const services = [...new Set(judged.map(({ service }) => service))].toSorted();
  return [...lines, "", ...services.map((service) => `${service}: ${told(judged, service) ?? ""}`), ""].join("\n");
}
