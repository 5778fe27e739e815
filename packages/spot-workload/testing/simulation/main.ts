import { parseArgs } from "node:util";

import { type Fate } from "./plan.ts";
import { type Proven, runPlan } from "./run-plan.ts";

/** `pnpm prove [--seeds 1-5000] [--tell]` */
const { values } = parseArgs({ options: { seeds: { type: "string", default: "1-5000" }, tell: { type: "boolean" } } });
const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(values.seeds) ?? [];
if (from === undefined) {
  process.stderr.write("prove [--seeds 1-5000] [--tell]: expected two whole numbers\n");
  process.exit(2);
}
const [first, last] = [Number(from), Number(to ?? from)];
const counts = new Map<string, number>();
const count = (what: string, by = 1): void => void counts.set(what, (counts.get(what) ?? 0) + by);
const startedAt = performance.now();
let wrong = 0;
for (let seed = first; seed <= last; seed += 1) {
  const proven = await runPlan(seed);
  note(proven);
  for (const each of proven.wrong) process.stdout.write(`seed ${seed} (${proven.run.plan.fate.kind}): ${each}\n`);
  if (values.tell === true) tell(proven);
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
const line = (prefix: string): string =>
  [...counts]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, number]) => `${name.slice(prefix.length)} ${number}`)
    .toSorted()
    .join(", ");
process.stdout
  .write(`${last - first + 1} runs (seeds ${first} to ${last}) in ${seconds} s, ${counts.get("calls") ?? 0} calls
fates: ${line("fate ")}
ended with: ${line("exit ")}
attempts: ${line("attempts ")}
killed in: ${line("killed ")}
reclaimed in: ${line("reclaimed ")}
left to the watchdog ${counts.get("left") ?? 0}, taken by the reaper ${counts.get("reaped") ?? 0}
wrong: ${wrong}
`);
process.exitCode = wrong === 0 ? 0 : 1;

function note({ run, wrong: found }: Proven): void {
  wrong += found.length > 0 ? 1 : 0;
  const { fate } = run.plan;
  count("calls", run.cloud.calls.all);
  count(`fate ${fate.kind}`);
  if (run.result !== undefined) count(`exit ${run.result.exitCode}`);
  if (run.result !== undefined) count(`attempts ${run.result.attempts}`);
  if (run.error !== undefined) count(`exit ${(run.error as { code?: string }).code ?? run.error.name}`);
  if (run.killedIn !== undefined) count(`killed ${run.killedIn}`);
  if (phaseOf(fate) !== undefined) count(`reclaimed ${phaseOf(fate)}`);
  count("left", run.leftAlive);
  count("reaped", run.reaped);
}

function phaseOf(fate: Fate): string | undefined {
  return fate.kind === "reclaim" ? fate.phase : undefined;
}

function tell({ run }: Proven): void {
  for (const { at, ...event } of run.events) {
    const words = JSON.stringify(event, (key, value: unknown) =>
      key === "stdout" || key === "record" ? undefined : value,
    );
    process.stdout.write(`${(at / 1000).toFixed(1).padStart(9)} ${words}\n`);
  }
}
