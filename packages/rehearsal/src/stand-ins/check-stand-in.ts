import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

import { didYouMean, toSeconds } from "@alpha-engine/dialect";
import type { StandIn, StandInCommand } from "@alpha-engine/local-cloud";

import { RehearsalError } from "../errors.ts";

const SOURCES = ["answer", "answers", "throws", "module", "command"] as const;
const KEYS = [...SOURCES, "delay", "folder"] as const;

/** Refuses a stand-in that says nothing, two things at once, or a file or program that is not there. */
export function checkStandIn(standIn: StandIn, place: string, folder: string): void {
  if (typeof standIn === "function") return;
  refuseUnknown(standIn, KEYS, `${place}.`);
  const given = SOURCES.filter((key) => Object.hasOwn(standIn, key));
  if (given.length !== 1)
    throw wrong(
      place,
      `one of ${SOURCES.join(", ")}`,
      given.length === 0 ? JSON.stringify(standIn) : given.join(" and "),
    );
  if (standIn.delay !== undefined) checkDelay(standIn.delay, `${place}.delay`);
  if ("folder" in standIn && !("command" in standIn))
    throw wrong(`${place}.folder`, "a command beside it", given.join());
  if ("throws" in standIn) checkThrown(standIn.throws, `${place}.throws`);
  if ("answers" in standIn && standIn.answers.length === 0)
    throw wrong(`${place}.answers`, "at least one answer", "none");
  if ("module" in standIn) checkModule(standIn.module, `${place}.module`, folder);
  if ("command" in standIn) checkCommand(standIn, `${place}.command`, folder);
}

function checkDelay(
  delay: NonNullable<Exclude<StandIn, (...given: never[]) => unknown>["delay"]>,
  place: string,
): void {
  try {
    toSeconds(delay, place);
  } catch (cause) {
    const { message, hint } = cause as { readonly message: string; readonly hint?: string };
    throw new RehearsalError("UNKNOWN_OPTION", message, { hint, cause });
  }
}

function checkThrown(thrown: object, place: string): void {
  refuseUnknown(thrown, ["error", "cause"], `${place}.`);
  const { error } = thrown as { readonly error?: unknown };
  if (typeof error !== "string")
    throw wrong(`${place}.error`, "the name of an error", JSON.stringify(error) ?? "nothing");
}

function checkModule(module: string, place: string, folder: string): void {
  const [file = ""] = module.split("#");
  if (/^(?:file|data):/.test(file) || isFile(resolve(folder, file))) return;
  throw new RehearsalError("NO_SUCH_FILE", `${place}: there is no file ${file}`, { hint: `paths start at ${folder}` });
}

function checkCommand({ command, folder: own = "." }: StandInCommand, place: string, folder: string): void {
  const cwd = resolve(folder, own);
  if (statSync(cwd, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new RehearsalError("NO_SUCH_FILE", `${place}: there is no folder ${own} to run it in`, {
      hint: `paths start at ${folder}`,
    });
  if (typeof command === "string") {
    if (command.trim() === "") throw wrong(place, "a program, or a text for bash", "nothing");
    return;
  }
  const [program] = command as readonly (string | undefined)[];
  if (program === undefined || program === "") throw wrong(place, "a program with its words", "nothing");
  if (!isProgram(program, cwd))
    throw new RehearsalError("NO_SUCH_FILE", `${place}: there is no program ${program}`, {
      hint: program.includes("/") ? `paths start at ${cwd}` : "it is looked for in $PATH",
    });
}

function isProgram(program: string, cwd: string): boolean {
  if (program.includes("/")) return isExecutable(resolve(cwd, program));
  return (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((folder) => isExecutable(join(resolve(cwd, folder), program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return isFile(path);
  } catch {
    return false;
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function refuseUnknown(given: object, known: readonly string[], place: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  throw new RehearsalError(
    "UNKNOWN_OPTION",
    `unknown option ${place}${unknown}${didYouMean(unknown, known)}; expected one of ${known.join(", ")}`,
    { hint: HINT },
  );
}

function wrong(place: string, expected: string, got: string): RehearsalError {
  return new RehearsalError("UNKNOWN_OPTION", `${place}: expected ${expected}, got ${got}`, { hint: HINT });
}

const HINT = "the README of @alpha-engine/rehearsal has all options";
