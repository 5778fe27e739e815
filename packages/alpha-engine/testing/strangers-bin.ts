import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";

import type { Verdict } from "./strangers/judge.ts";
import { strangers } from "./strangers/strangers.ts";

const USAGE = `pnpm strangers FOLDER… [--jobs N] [--deadline SECONDS] [--json] [--keep FOLDER]

Rehearses every definition in the folders with invented answers, and says how many run to their own end, how many are
refused by name, and how many surprise. Exit code 1 where one surprises.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: "string", default: "2" },
    deadline: { type: "string", default: "60" },
    json: { type: "boolean", default: false },
    keep: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help || positionals.length === 0) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}
const keep = values.keep === undefined ? mkdtempSync(join(tmpdir(), "strangers-")) : resolve(values.keep);
const said = ({ from, outcome, reason, seconds, invented, done }: Verdict): string =>
  `${outcome.padEnd(8)} ${relative(process.cwd(), from)}  ${reason}  (${done} done, ${invented} invented, ${seconds.toFixed(1)} s)\n`;
try {
  const { verdicts, others } = await strangers(
    positionals.map((folder) => resolve(folder)),
    { jobs: Number(values.jobs), deadlineMs: Number(values.deadline) * 1000, directory: keep },
    (verdict) => void (values.json ? process.stderr : process.stdout).write(said(verdict)),
  );
  const count = (outcome: Verdict["outcome"]): number => verdicts.filter((each) => each.outcome === outcome).length;
  const counts = {
    definitions: verdicts.length,
    ran: count("ran"),
    refused: count("refused"),
    stopped: count("stopped"),
    surprises: count("surprise"),
    others,
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ ...counts, verdicts }, undefined, 1)}\n`);
  else {
    const share = verdicts.length === 0 ? 0 : Math.round((100 * counts.ran) / verdicts.length);
    process.stdout.write(
      `\n${counts.definitions} definitions: ${counts.ran} ran to their own end (${share} %), ${counts.refused} were refused by name, ${counts.stopped} stopped for a reason, ${counts.surprises} surprise; ${others} other files\n`,
    );
  }
  process.exitCode = counts.surprises > 0 ? 1 : 0;
} finally {
  if (values.keep === undefined) rmSync(keep, { recursive: true, force: true });
}
