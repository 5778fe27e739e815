/** @module-tag slow */
import { join } from "node:path";

import { expect, test } from "vitest";

import { read, runCli, runCommandLine, useRoom } from "../../testing/command.ts";

const room = useRoom();

test("usage errors end with 2, name the nearest option, and nothing is started", async () => {
  expect((await runCli([], room)).code).toBe(2);
  const mark = join(room.folder, "started");
  const { code, stderr } = await runCli(["touch", mark], { log: room.log, flags: ["--buckte", "x"] });
  expect([code, stderr]).toEqual([2, "log-capture: unknown option '--buckte' (Did you mean --bucket?)\n"]);
  expect((await runCommandLine(["run", "--slug", "s", "--", "touch", mark])).code).toBe(2);
  expect((await runCli(["touch", mark], { log: room.log, flags: ["--grace", "soon"] })).code).toBe(2);
  expect(read(mark)).toBe("");
});

test.each([
  [["--help"], ["n", "128+n", "127", "126", "125", "2"]],
  [
    ["run", "--help"],
    ["n", "128+n", "127", "126", "125", "2"],
  ],
  [
    ["ship", "--help"],
    ["0", "1", "2"],
  ],
  [
    ["key", "--help"],
    ["0", "2"],
  ],
])("%j answers with the exit codes", async (argv, codes) => {
  const { code, stdout } = await runCommandLine(argv);
  expect(code).toBe(0);
  const table = String(stdout).split("Exit codes:\n")[1] ?? "";
  for (const each of codes) expect(table).toMatch(new RegExp(`^  ${each.replace("+", "[+]")} +\\w`, "m"));
});

test("key prints the key of a log", async () => {
  const argv = ["key", "--slug", "s", "--host", "h", "--at", "2026-11-20T16:17:30Z"];
  expect(String((await runCommandLine(argv)).stdout)).toBe("_ssm_logs/s/2026-11-20/h-161730Z.log\n");
  expect(String((await runCommandLine([...argv, "--run-date", "2026-11-19", "--prefix", "p"])).stdout)).toBe(
    "p/s/2026-11-19/h-161730Z.log\n",
  );
  expect((await runCommandLine([...argv, "--run-date", "yesterday"])).code).toBe(2);
});
