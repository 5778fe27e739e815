import { type Overdue, reap } from "../reap/reap.ts";

/** One line each; whether all went well. */
export async function printReaped(flags: { readonly apply?: boolean; readonly json?: boolean }): Promise<boolean> {
  let isWell = true;
  const reaped = await reap({
    apply: flags.apply,
    onUnlisted: ({ kind, problem }) => {
      isWell = false;
      process.stderr.write(`spot-launcher: cannot list any ${kind}: ${problem}\n`);
    },
  });
  for (const one of reaped) {
    const line = `${wordOf(one)} ${one.kind} ${one.id} (${one.purpose ?? "?"}, run ${one.runId ?? "?"}): ${one.why}`;
    process.stdout.write(`${flags.json === true ? JSON.stringify(one) : line}\n`);
  }
  return isWell && reaped.every(({ problem }) => problem === undefined);
}

function wordOf({ taken, spared, problem }: Overdue): string {
  if (taken) return "took";
  if (spared !== undefined) return `spared, ${spared}:`;
  return problem === undefined ? "would take" : `could not take, ${problem}:`;
}
