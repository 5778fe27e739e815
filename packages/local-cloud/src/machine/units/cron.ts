import { basename, dirname } from "node:path";

import type { Clock } from "@alpha-engine/asl";

import type { Scope } from "../../cloud/scope.ts";
import type { OwnFiles } from "../own-files/own-files.ts";
import type { Answer, Question } from "../sandbox/ask.ts";
import { createAtQueue, type Run } from "./at-queue.ts";
import { nextAfter } from "./calendar.ts";
import { type CronJob, readCrontab } from "./crontab.ts";
import type { ServiceRunner } from "./service-runner.ts";

export interface CronOptions {
  readonly clock: Clock;
  readonly scope: Scope;
  readonly files: OwnFiles;
  readonly services: ServiceRunner;
}

/** The result calls it off. */
function armJob(
  { clock, scope }: Pick<CronOptions, "clock" | "scope">,
  { when }: CronJob,
  boots: boolean,
  start: () => void,
): () => void {
  let cancel = (): void => {};
  if (when === "boot") {
    if (boots) start();
    return () => {};
  }
  const arm = (): void => {
    const at = nextAfter(when, clock.now());
    if (at === undefined) return;
    cancel = scope.later((at - clock.now()) / 1000, () => {
      start();
      arm();
    });
  };
  arm();
  return () => cancel();
}

/** crond and atd: what is to run at times of the instance's clock (cron(8), cronie 1.5, 2022). */
export interface Cron {
  readonly answer: (question: Question) => Answer;
  booted(): void;
  close(): void;
}

const SYSTEM = "/etc/cron.d";
const SPOOL = "/var/spool/cron";
/** As useradd takes them (useradd(8), shadow 4.13, 2022). */
const USER = /^[a-z_][\w-]*$/i;

/** The jobs of each crontab, armed. */
function createJobs({ clock, scope, files }: Omit<CronOptions, "services">, run: Run) {
  const armed = new Map<string, () => void>();
  let numbered = 0;

  const forget = (file: string): void => {
    armed.get(file)?.();
    armed.delete(file);
  };

  /** In place of what the file said before. */
  const load = (file: string, text: string, owner: string | undefined, boots: boolean): void => {
    const jobs = readCrontab(text, owner === undefined);
    forget(file);
    const cancels = jobs.map((job) => {
      const { user = owner ?? "root", command, environment } = job;
      return armJob({ clock, scope }, job, boots, () =>
        run(`cron-${(numbered += 1)}.service`, user, command, environment),
      );
    });
    armed.set(file, () => cancels.forEach((cancel) => cancel()));
  };

  const loadFolder = (place: string, owner: (name: string) => string | undefined, boots: boolean): void => {
    const names = files.names(place);
    for (const file of armed.keys()) {
      if (dirname(file) === place && !names.includes(basename(file))) forget(file);
    }
    for (const name of names) {
      const file = `${place}/${name}`;
      try {
        load(file, files.read(file) ?? "", owner(name), boots);
      } catch {
        // crond leaves out what it cannot read.
      }
    }
  };

  return { forget, load, loadFolder };
}

export function createCron({ clock, scope, files, services }: CronOptions): Cron {
  const run = runnerOf({ scope, services });
  const jobs = createJobs({ clock, scope, files }, run);
  const at = createAtQueue({ clock, scope }, run);
  let watcher: { close(): void } | undefined;

  const crontab = (place: string, user: string, args: readonly string[]): Answer => {
    const at = args.indexOf("-u");
    const owner = at < 0 ? user : (args[at + 1] ?? user);
    // The name is the instance's word, and becomes one of a file.
    if (!USER.test(owner)) return { code: 1, stderr: `crontab:  user \`${owner}' unknown\n` };
    if (owner !== user && user !== "root") return { code: 1, stderr: "must be privileged to use -u\n" };
    const file = `${SPOOL}/${owner}`;
    if (args.includes("-e")) return { code: 1, stderr: "crontab: -e is not modelled by local-cloud: crontab FILE\n" };
    if (args.includes("-l") || args.includes("-r")) {
      if (args.includes("-r")) jobs.forget(file);
      return shownOrRemoved(files, owner, args);
    }
    const text = files.read(`${place}.text`) ?? "";
    try {
      jobs.load(file, text, owner, false);
    } catch (error) {
      return { code: 1, stderr: `"-":${(error as Error).message}\nerrors in crontab file, can't install.\n` };
    }
    files.write(file, text, { mode: 0o600 });
    return { code: 0 };
  };

  return {
    answer: ({ program, place, args: [user = "root", ...args] }) => {
      const answer =
        program === "crontab"
          ? crontab(place, user, args)
          : at({ program, user, args, script: files.read(`${place}.text`) });
      files.remove(`${place}.text`);
      return answer;
    },
    booted: () => {
      jobs.loadFolder(SPOOL, (name) => name, true);
      jobs.loadFolder(SYSTEM, () => undefined, true);
      watcher = files.watch(SYSTEM, () => jobs.loadFolder(SYSTEM, () => undefined, false));
    },
    close: () => watcher?.close(),
  };
}

function shownOrRemoved(files: OwnFiles, owner: string, args: readonly string[]): Answer {
  const text = files.read(`${SPOOL}/${owner}`);
  if (text === undefined) return { code: 1, stderr: `no crontab for ${owner}\n` };
  if (args.includes("-l")) return { code: 0, stdout: text };
  files.remove(`${SPOOL}/${owner}`);
  return { code: 0 };
}

/** As crond runs a command: in the user's home. */
function runnerOf({ scope, services }: Pick<CronOptions, "scope" | "services">): Run {
  return (name, user, command, environment) => {
    const set = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    const argv = ["env", ...set, "sh", "-c", `cd ~ 2>/dev/null; ${command}`];
    const words = { argv, environment: {}, workingDirectory: undefined, user, description: command };
    scope.run(() => services.run(name, words)).catch(() => {});
  };
}
