import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";

import { makeFolder } from "@alpha-engine/local-cloud";

import { RehearsalError } from "../errors.ts";

/** A folder of its own for one rehearsal, for its owner alone if private; an earlier one is never written over. */
export function makeRunFolder(parent: string, executionName: string, isPrivate: boolean = false): string {
  const folder = resolve(parent, executionName);
  try {
    makeFolder(parent);
  } catch (cause) {
    const { message } = cause as Error;
    throw new RehearsalError("FOLDER_NOT_WRITABLE", message, { cause, hint: "choose another directory" });
  }
  try {
    mkdirSync(folder, { mode: isPrivate ? 0o700 : 0o777 });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code !== "EEXIST")
      throw new RehearsalError("FOLDER_NOT_WRITABLE", message, { cause, hint: "choose another name" });
    throw new RehearsalError("NAME_TAKEN", `there is a rehearsal named ${executionName} already: ${folder}`, {
      cause,
      hint: "choose another name, or remove that folder",
    });
  }
  return folder;
}

/** Of the names of state machines and executions. [doc: CreateStateMachine] */
const LONGEST = 80;

/** The name of the state machine for a pipeline: what AWS does not take in one is left out. */
export function machineName(pipeline: string): string {
  const name = pipeline.replaceAll(/[^\w-]+/g, "-").slice(0, LONGEST);
  return name === "" ? "pipeline" : name;
}

/** `saturday-20261120-161730`; two in one second get a number behind. */
export function freeExecutionName(pipeline: string, at: Date, isTaken: (name: string) => boolean): string {
  const time = at
    .toISOString()
    .replace("T", "-")
    .replaceAll(/[:]|\.\d+Z/g, "")
    .replace(/^(\d{4})-(\d\d)-(\d\d)/, "$1$2$3");
  const name = `${machineName(pipeline).slice(0, LONGEST - time.length - 4)}-${time}`;
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!isTaken(candidate)) return candidate;
  }
}

/** Makes `latest` lead to this rehearsal, from one moment to the next. */
export function pointLatestAt(parent: string, executionName: string): void {
  const fresh = join(parent, `.latest-${process.pid}`);
  try {
    rmSync(fresh, { force: true });
    symlinkSync(executionName, fresh);
    renameSync(fresh, join(parent, "latest"));
  } catch (cause) {
    rmSync(fresh, { force: true });
    const { message } = cause as Error;
    throw new RehearsalError("FOLDER_NOT_WRITABLE", `${join(parent, "latest")} cannot lead to the newest: ${message}`, {
      cause,
      hint: "remove what is there, or choose another directory",
    });
  }
}
