import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { CommandView } from "@alpha-engine/local-cloud";

/** A failure in a script that ended well. */
export interface Unheeded {
  readonly commandId: string;
  readonly line: number;
  readonly code: number;
  readonly command: string;
}

/** Checkouts that somebody's merge was not in. */
export interface Behind {
  readonly commandId: string;
  readonly paths: readonly string[];
}

/** A line of what the agent keeps beside a script: see `CommandView.folder`. */
interface Failure {
  readonly kind: string;
  readonly line: number;
  /** Of each part of a pipe. */
  readonly codes: readonly number[];
  readonly command: string;
  readonly next: string;
}

/** Which failures of a command nothing heeded, so that it ended well all the same. */
export function unheededOf({ commandId, script, folder, status, responseCode }: CommandView): readonly Unheeded[] {
  if (folder === undefined || status !== "Success" || responseCode !== 0) return [];
  const lines = script.split("\n");
  return failuresOf(textOf(folder, "exits")).flatMap((failure) => {
    const { line, codes, command } = failure;
    const code = codes.find((each) => each !== 0 && each !== BROKEN_PIPE);
    const written = lines[line - 1]?.trim() ?? command;
    if (code === undefined || !isUnheeded(failure, code, written)) return [];
    return [{ commandId, line, code, command: written }];
  });
}

function failuresOf(text: string): readonly Failure[] {
  return text.split("\0").flatMap((record) => {
    const [kind = "", line, codes = "", command = "", ...next] = record.split("\t");
    if (kind === "") return [];
    return [{ kind, line: Number(line), codes: codes.split(" ").map(Number), command, next: next.join("\t") }];
  });
}

/** Who is written to when who reads has enough. */
const BROKEN_PIPE = 141;
/** What says no with 1, which is no failure. */
const ANSWERS =
  /^(?:\S*\/)?(?:[efz]?grep|rg|diff|cmp|test|\[\[?|\(\(|let|read|p?kill|pgrep|command|type|which|hash|expr|false|getent|id|systemctl|pidof|mountpoint|timeout \S+ (?:test|grep)|!)(?=\s|$)/;
/** What hands on what it reads, and is the end of a pipe for nothing else. */
const HANDS_ON = /^(?:sudo (?:-\S+ )*)?(?:\S*\/)?(?:tee|logger|ts|cat|tail|systemd-cat)(?=\s|$)/;
/** Tells of an exit code, and does nothing about it. */
const TELLS = /^(?:echo|printf|logger)\b/;

function isUnheeded({ kind, command, next }: Failure, code: number, written: string): boolean {
  if (kind === "pipe")
    return HANDS_ON.test(command) && !/PIPESTATUS/.test(next) && !/\|\|/.test(written) && !isAnswer(written, code);
  return (!/\$\{?\?/.test(next) || TELLS.test(next)) && !isAnswer(command, code);
}

function isAnswer(command: string, code: number): boolean {
  return code === 1 && ANSWERS.test(command);
}

/** Checkouts that the fault `push` left behind, and that were so when the command ended. */
export function behindOf({ commandId, folder }: CommandView): readonly Behind[] {
  const paths = folder === undefined ? [] : textOf(folder, "behind").split("\n").filter(Boolean);
  return paths.length === 0 ? [] : [{ commandId, paths }];
}

function textOf(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return "";
  }
}
