import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { findDefinitions } from "./find.ts";
import { judge, type Verdict } from "./judge.ts";
import { Runner } from "./pool.ts";

export interface StrangersOptions {
  /** How many at a time. */
  readonly jobs: number;
  readonly deadlineMs: number;
  /** Where rehearsals are written; nothing stays there. */
  readonly directory: string;
}

/** Rehearses every definition in some folders, with whatever they need invented. */
export async function strangers(
  folders: readonly string[],
  { jobs, deadlineMs, directory }: StrangersOptions,
  onVerdict: (verdict: Verdict) => void = () => {},
): Promise<{ readonly verdicts: readonly Verdict[]; readonly others: number }> {
  const verdicts: Verdict[] = [];
  const told = (verdict: Verdict): void => {
    verdicts.push(verdict);
    onVerdict(verdict);
  };
  const pending: string[] = [];
  let others = 0;
  for (const folder of folders) {
    const found = await findDefinitions(folder);
    others += found.others;
    pending.push(...found.definitions);
    for (const { from, why } of found.unread)
      told({ from, outcome: "refused", reason: `cannot be read: ${why}`, seconds: 0, invented: 0, done: 0 });
  }
  const work = async (place: string): Promise<void> => {
    mkdirSync(place, { recursive: true });
    const runner = new Runner(place, deadlineMs);
    for (let from = pending.shift(); from !== undefined; from = pending.shift()) {
      const ended = await runner.run(["rehearse", from, "--invent", "--json"]);
      told(judge(from, ended, historyIn(place)));
      rmSync(join(place, ".rehearsal"), { recursive: true, force: true });
    }
    await runner.end();
  };
  await Promise.all(Array.from({ length: jobs }, async (_, index) => await work(join(directory, String(index)))));
  return { verdicts, others };
}

/** The events of the last rehearsal; nothing where there was none. */
function historyIn(place: string): string {
  const file = join(place, ".rehearsal", "latest", "history.json");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
