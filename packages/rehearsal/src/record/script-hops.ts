import type { Fact } from "@alpha-engine/run-record";

import { chainIn, type TrailLine } from "./trail.ts";

type FactOf<Type extends Fact["type"]> = Extract<Fact, { readonly type: Type }>;
/** A hop without its place in the way. */
export type Hop = Omit<FactOf<"hop">, "at" | "type" | "state" | "item" | "order">;

/** What is known of what a command ran. */
export interface ScriptTraces {
  readonly trail: readonly TrailLine[];
  /** The end of what it wrote. */
  readonly lastLines: readonly string[];
  readonly log: FactOf<"log"> | undefined;
}

/** The hops from a program to SSM, inside a script: what bash saw, what log-capture wrote down, else what the script's words tell. */
export function scriptHops(code: number | null, { trail, lastLines, log }: ScriptTraces): readonly Hop[] {
  if (code === null || code < 0) return [];
  const seen = chainIn(trail, code).flatMap(hopsOfLine);
  const captured = log !== undefined && log.exitCode !== null;
  const place = log === undefined ? null : `s3://${log.bucket}/${log.key}`;
  const inside = seen.length > 0 ? seen : told(code, lastLines);
  if (inside.some(({ who }) => who === "log-capture"))
    return inside.map((hop) => (hop.who === "log-capture" ? { ...hop, log: place } : hop));
  if (!captured) return inside;
  const program = hop("program", programIn(log.command ?? "its command"), log.exitCode, "observed");
  const capture = { ...hop("log-capture", "log-capture", log.exitCode, "observed"), log: place };
  return inside.length === 0 ? [program, capture] : [...inside.slice(0, -1), capture, ...inside.slice(-1)];
}

function hop(who: Hop["who"], place: string, code: number | null, from: Hop["from"]): Hop {
  return { from, who, code, error: null, place, log: null, unknown: null };
}

function hopsOfLine({ command, code, script, line, isPipe }: TrailLine, at: number): readonly Hop[] {
  const shell = hop("shell", `${script === "_script.sh" ? "bash" : script} line ${line}`, code, "observed");
  const capture = LOG_CAPTURE.exec(command)?.[0];
  if (capture !== undefined) return [hop("log-capture", capture.replaceAll("_", "-"), code, "observed"), shell];
  return at > 0 || isPipe ? [shell] : [hop("program", programIn(command), code, "observed"), shell];
}

const LOG_CAPTURE = /\b(?:ssm[-_])?log[-_]capture\b/;
const LONGEST = 40;

/** Of a command's words its program, and the first that tells which of its programs. */
function programIn(command: string): string {
  const words = command.split(/\s+/).filter((word) => !/^\w+=/.test(word));
  const [program = command, ...rest] = words;
  const at = rest.findIndex((word) => !word.startsWith("-") || word === "-c");
  const which = /^[\w./@:-]+$/.test(rest[at] ?? "") && rest[at] !== "-c" ? rest[at] : undefined;
  const text = [program.split("/").at(-1), which].filter(Boolean).join(" ");
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** `_script.sh: line 5: aws: command not found` */
const COMPLAINT = /(?:^|\/|\s)([\w.-]+): line (\d+): (?:(\S+): )?/;

/** What bash and Python say when they fail. */
function told(code: number, lines: readonly string[]): readonly Hop[] {
  const last = COMPLAINT.exec(lines.findLast((line) => COMPLAINT.test(line)) ?? "");
  if (last !== null && [1, 2, 126, 127].includes(code)) {
    const [, script = "", line = "", program] = last;
    const shell = hop("shell", `${script === "_script.sh" ? "bash" : script} line ${line}`, code, "inferred");
    return program === undefined ? [shell] : [hop("program", program, code, "inferred"), shell];
  }
  const isPython = lines.some((line) => line.startsWith("Traceback (most recent call last)"));
  return isPython ? [hop("program", "python", code, "inferred")] : [];
}
