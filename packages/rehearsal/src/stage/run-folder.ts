import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

import { RehearsalError } from "../errors.ts";

/** A folder of its own for one rehearsal; an earlier one is never written over. */
export function makeRunFolder(parent: string, executionName: string): string {
  const folder = resolve(parent, executionName);
  try {
    mkdirSync(resolve(parent), { recursive: true });
    mkdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      throw new RehearsalError("NAME_TAKEN", `there is a rehearsal named ${executionName} already: ${folder}`, {
        cause,
        hint: "choose another name, or remove that folder",
      });
    }
    throw new RehearsalError("FOLDER_NOT_WRITABLE", `cannot make the rehearsal's folder: ${(cause as Error).message}`, {
      cause,
      hint: "choose another directory",
    });
  }
  return folder;
}

/** `saturday-20261120-161730`; two in one second get a number behind. */
export function freeExecutionName(pipeline: string, at: Date, isTaken: (name: string) => boolean): string {
  const time = at
    .toISOString()
    .replace("T", "-")
    .replaceAll(/[:]|\.\d+Z/g, "")
    .replace(/^(\d{4})-(\d\d)-(\d\d)/, "$1$2$3");
  const name = `${pipeline}-${time}`;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Makes `latest` lead to this rehearsal, from one moment to the next. */
export function pointLatestAt(parent: string, executionName: string): void {
  const fresh = join(parent, `.latest-${process.pid}`);
  rmSync(fresh, { force: true });
  symlinkSync(executionName, fresh);
  renameSync(fresh, join(parent, "latest"));
}
