import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { referenceCommands } from "./launcher-commands.ts";

const commands = referenceCommands("backtester", ["bootstrap", "deps", "preflight", "backtest", "parity"]);

async function ran(name: string, stub: string, env: NodeJS.ProcessEnv): Promise<{ code: number; stdout: string }> {
  const script = ["set -eo pipefail", stub, ...(commands[name] ?? [])].join("\n");
  const given = { PATH: process.env.PATH, S3_BUCKET: "b", RUN_DATE: "d", ...env };
  const ended = await promisify(execFile)("bash", ["-c", script], { env: given }).catch((error: unknown) => error);
  return { code: 0, ...(ended as { stdout: string }) };
}

test("a stage is run by its workload inside log-capture, with the options that the launcher gave it", async () => {
  const stub = 'log-capture() { echo "log-capture $*"; }';
  const { stdout } = await ran("backtest", stub, { STAGE: "backtest", STAGE_ARGS: "--mode all" });
  expect(stdout).toBe(
    "backtest: begins\nlog-capture run --slug spot-backtest --log /var/log/spot-backtest.log -- backtester-workload backtest --mode all --bucket b --run-date d\n",
  );
});

test("a check that fails hides no other, and its code is the script's; what is needed is looked at once", async () => {
  const stub = 'backtester-workload() { echo "$@"; [ "$1" = parity ] || return 3; }';
  const ended = await ran("preflight", stub, { STAGES: "backtest --fast\nparity", NEEDS: "{}" });
  expect(ended).toMatchObject({
    code: 3,
    stdout:
      "backtest --fast --bucket b --run-date d --preflight-only --needs {}\nparity --bucket b --run-date d --preflight-only\n",
  });
});
