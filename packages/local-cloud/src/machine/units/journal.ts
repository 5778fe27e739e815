import type { OwnFiles } from "../own-files/own-files.ts";
import type { Answer } from "../sandbox/ask.ts";
import { JOURNAL } from "./service-runner.ts";
import { unitName } from "./unit.ts";

/** `journalctl -u NAME -n N`: what services have printed, without the journal's own columns. */
export function readJournal(args: readonly string[], files: OwnFiles, log: (service: string) => string): Answer {
  let unit: string | undefined;
  let lines = Infinity;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (word === "-u" || word === "--unit") unit = args[(at += 1)];
    else if (word.startsWith("--unit=")) unit = word.slice(7);
    else if (/^-u./.test(word)) unit = word.slice(2);
    else if (word === "-n" || word === "--lines") lines = Number(args[(at += 1)]);
    else if (/^-n\d|^--lines=/.test(word)) lines = Number(word.replace(/^-n|^--lines=/, ""));
    else if (word === "-o" || word === "--output" || word === "-S" || word === "--since") at += 1;
    else if (word === "-f" || word === "--follow") {
      return { code: 1, stderr: "journalctl: following is not modelled by local-cloud\n" };
    }
  }
  const logs =
    unit === undefined
      ? files
          .names(JOURNAL)
          .toSorted()
          .map((name) => `${JOURNAL}/${name}`)
      : [log(unitName(unit))];
  const text = logs.map((each) => wholeLines(files.read(each) ?? "")).join("");
  const all = text.split("\n").slice(0, -1);
  if (all.length === 0) return { code: 0, stdout: "-- No entries --\n" };
  const shown = all.slice(lines === Infinity ? 0 : Math.max(0, all.length - lines));
  return { code: 0, stdout: `${shown.join("\n")}\n` };
}

function wholeLines(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
