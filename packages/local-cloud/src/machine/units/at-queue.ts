import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import type { Answer } from "../sandbox/ask.ts";
import { readAtTime } from "./crontab.ts";

interface AtWords {
  /** `at`, `batch`, `atq` or `atrm`. */
  readonly program: string;
  readonly user: string;
  readonly args: readonly string[];
  readonly script: string | undefined;
}

export type Run = (name: string, user: string, command: string, environment: Readonly<Record<string, string>>) => void;

/** atd: jobs that run once, in the environment that they were made in; they are gone with a reboot. */
export function createAtQueue(
  { clock, scope }: { readonly clock: Clock; readonly scope: Scope },
  run: Run,
): (words: AtWords) => Answer {
  const queue = new Map<number, { readonly at: number; readonly user: string; readonly cancel: () => void }>();
  let numbered = 0;
  const remove = (args: readonly string[]): Answer => {
    for (const word of args.filter((each) => /^\d+$/.test(each))) {
      const job = queue.get(Number(word));
      if (job === undefined) return { code: 1, stderr: `Cannot find jobid ${word}\n` };
      job.cancel();
      queue.delete(Number(word));
    }
    return { code: 0 };
  };
  const list = (): string => [...queue].map(([number, job]) => `${number}\t${ctime(job.at)} a ${job.user}\n`).join("");
  return ({ program, user, args, script = ":" }) => {
    if (program === "atq" || args.includes("-l")) return { code: 0, stdout: list() };
    if (program === "atrm" || args.includes("-d") || args.includes("-r")) return remove(args);
    const times = args.filter((word, index) => !word.startsWith("-") && !VALUED.includes(args[index - 1] ?? ""));
    const due = args.includes("-t") ? undefined : readAtTime(program === "batch" ? ["now"] : times, clock.now());
    if (due === undefined) {
      return { code: 1, stderr: `syntax error. Last token seen: ${times.at(-1) ?? "-t"}\nGarbled time\n` };
    }
    const number = (numbered += 1);
    const cancel = scope.later(Math.max(0, due - clock.now()) / 1000, () => {
      queue.delete(number);
      run(`at-${number}.service`, user, script, {});
    });
    queue.set(number, { at: due, user, cancel });
    return { code: 0, stderr: `warning: commands will be executed using /bin/sh\njob ${number} at ${ctime(due)}\n` };
  };
}

const VALUED: readonly string[] = ["-f", "-q", "-t"];

/** `Sat May 23 10:05:00 2026` */
function ctime(at: number): string {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(new Date(at).toUTCString()) ?? [];
  return `${weekday} ${month} ${(day ?? "").replace(/^0/, " ")} ${time} ${year}`;
}
