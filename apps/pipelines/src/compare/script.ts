import { PROGRAMS } from "./programs.ts";

/** A script: the line that works, and what is set up before. */
export interface Script {
  readonly setup: readonly string[];
  readonly work: { readonly slug: string; readonly log: string; readonly program: string };
}

const CAPTURE = /^\S+(?: -m alpha_engine_lib\.ssm_log_capture)? run --slug (\S+) --log (\S+) -- (.*)$/;
const TEE = /^(.*) 2>&1 \| tee (?:-a )?(\S+)$/;

/** Reads production's two ways of keeping a log, and ours, as one. */
export function readScript(lines: readonly string[]): Script {
  const at = lines.findIndex((line) => CAPTURE.test(line) || TEE.test(line));
  const index = at === -1 ? lines.findLastIndex((line) => !line.startsWith("echo ")) : at;
  const line = lines[index] ?? "";
  const [, slug, log, captured] = CAPTURE.exec(line) ?? [];
  const [, teed, file] = TEE.exec(line) ?? [];
  const name = /([^/]+)\.log$/.exec(file ?? "")?.[1];
  const program = captured ?? teed ?? line;
  return {
    setup: lines.filter((_, other) => other !== index),
    work: { slug: slug ?? name ?? "(none)", log: log ?? file ?? "(none)", program: inOurWords(program) },
  };
}

/** One of the Python programs in the words of the command that takes its place. */
function inOurWords(program: string): string {
  const found = Object.entries(PROGRAMS).find(([theirs]) => program === theirs || program.startsWith(`${theirs} `));
  return found === undefined ? program : found[1] + program.slice(found[0].length);
}
