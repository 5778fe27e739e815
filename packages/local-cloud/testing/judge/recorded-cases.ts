import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { LocalCloud } from "../../src/index.ts";

/** Beside the repository; not everybody has it. */
const RECORDINGS = fileURLToPath(new URL("../../../../../shared/recordings/services/", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** What became of one recorded case. */
export interface Judged {
  readonly id: string;
  readonly service: string;
  readonly agree: boolean;
  /** Whether it asks for nothing but operations that answer. */
  readonly offered: boolean;
  readonly differences: readonly { readonly operation: string; readonly difference: string }[];
}

interface Case {
  readonly id: string;
  readonly steps: readonly { readonly service?: string; readonly operation?: string }[];
}

/** Has the recorded calls asked of the cloud; `undefined` where there are no recordings. */
export async function judgeRecorded(
  cloud: LocalCloud,
  { services, out }: { readonly services: string | undefined; readonly out: string },
): Promise<readonly Judged[] | undefined> {
  if (!existsSync(join(RECORDINGS, "run.mjs"))) return undefined;
  const flags = [
    "--clients",
    PACKAGE,
    "--json",
    out,
    "--quiet",
    ...(services === undefined ? [] : ["--service", services]),
  ];
  const child = spawn(process.execPath, [join(RECORDINGS, "run.mjs"), ...flags], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { PATH: process.env["PATH"], ...cloud.environment, AWS_ACCOUNT_ID: cloud.account },
  });
  await once(child, "exit");
  const offered = offeredCases(cloud);
  const results = JSON.parse(readFileSync(out, "utf8")) as readonly Omit<Judged, "offered">[];
  return results.map((result) => ({ ...result, offered: offered.has(result.id) }));
}

function offeredCases(cloud: LocalCloud): ReadonlySet<string> {
  const all = readdirSync(RECORDINGS)
    .filter((file) => file.endsWith(".json"))
    .flatMap((file) => JSON.parse(readFileSync(join(RECORDINGS, file), "utf8")) as readonly Case[]);
  const operations = cloud.operations();
  const answers = ({ service, operation }: Case["steps"][number]): boolean =>
    service === undefined || operations.get(service)?.has(operation ?? "") === true;
  return new Set(all.filter(({ steps }) => steps.every(answers)).map(({ id }) => id));
}
