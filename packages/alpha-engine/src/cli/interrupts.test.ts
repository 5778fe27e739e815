/** @module-tag slow */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { type Summary, summarySchema } from "@alpha-engine/rehearsal";
import { expect, test } from "vitest";

import { workplace } from "../../testing/workplace.ts";

const BIN = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));
/** More of them with INTERRUPTS=100, others with SEED=… */
const RUNS = Number(process.env["INTERRUPTS"] ?? 3);
const SEED = Number(process.env["SEED"] ?? 20261130);
/** Two seconds are the command's own limit; a machine under load is late at everything. */
const GENEROUS = 6000;

const send = (...commands: readonly string[]) => ({
  Type: "Task",
  Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
  Parameters: { DocumentName: "AWS-RunShellScript", "InstanceIds.$": "$.box", Parameters: { commands } },
  ResultPath: "$.sent",
});
const NIGHTLY = {
  StartAt: "Report",
  States: {
    Report: { ...send("echo at work", "setsid sleep 600 & trap '' TERM INT; sleep 5"), Next: "Wait" },
    Wait: { Type: "Wait", Seconds: 300, End: true },
  },
};

const SHORT = { StartAt: "Report", States: { Report: { ...send("echo at work"), End: true } } };

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
}

interface Moment {
  readonly signal: NodeJS.Signals;
  /** Milliseconds, each from the one before. */
  readonly delays: readonly number[];
  /** Counted from when the rehearsal has its folder, and not from when the process began. */
  readonly begun: boolean;
  readonly words?: readonly string[];
}

/** Rehearses in that folder, and sends the signals. */
async function interrupted(folder: string, { signal, delays, begun, words = [] }: Moment): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, "rehearse", "nightly.asl.json", ...words], {
    cwd: folder,
    stdio: "ignore",
  });
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  let at = performance.now();
  while (begun && child.exitCode === null && !existsSync(join(folder, ".rehearsal"))) await sleep(10);
  for (const delay of delays) {
    await Promise.race([sleep(delay), ended]);
    at = performance.now();
    child.kill(signal);
  }
  const [code, by] = await ended;
  return { code, signal: by, tookMs: performance.now() - at };
}

/** Processes that carry the folder in their environment or their words. */
function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    return ["environ", "cmdline"].some((file) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, "latin1").includes(folder);
      } catch {
        return false;
      }
    });
  });
}

function summaryIn(folder: string): Summary | undefined {
  const file = join(folder, ".rehearsal/latest/summary.json");
  return existsSync(file) ? summarySchema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test(
  `a signal ends a rehearsal at any moment of it: ${RUNS} moments from seed ${SEED}`,
  { timeout: 60_000 + RUNS * 40_000 },
  async () => {
    const random = randomFrom(SEED);
    for (let run = 0; run < RUNS; run += 1) {
      using place = workplace({ "nightly.asl.json": NIGHTLY });
      const name = (["SIGINT", "SIGTERM", "SIGHUP"] as const)[Math.floor(random() * 3)] ?? "SIGINT";
      const begun = random() < 0.8;
      const delay = random() ** 2 * 9000;
      const { code, signal, tookMs } = await interrupted(place.folder, { signal: name, delays: [delay], begun });
      const from = begun ? " of rehearsing" : "";
      const which = `seed ${SEED}, run ${run}: ${name} after ${Math.round(delay)} ms${from}; ended after ${Math.round(tookMs)} ms with ${code ?? signal}`;
      const summary = summaryIn(place.folder);
      if (summary === undefined) {
        // Before the command itself was loaded.
        expect([signal, existsSync(join(place.folder, ".rehearsal"))], which).toEqual([name, false]);
      } else if (code !== 0 && code !== 1) {
        expect(code, which).toBe(CODES[name]);
        expect(summary.interrupted, which).not.toBeNull();
      }
      expect(tookMs, which).toBeLessThan(GENEROUS);
      await expect.poll(() => processesOf(place.folder), { timeout: 10_000, message: which }).toEqual([]);
      expect(readFileSync("/proc/self/mountinfo", "utf8"), which).not.toContain(place.folder);
    }
  },
);

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

test.each(["namespaces", "plain"])(
  "a rehearsal that is killed leaves no machine, and the next one is as any (%s)",
  { timeout: 120_000 },
  async (sandbox) => {
    using place = workplace({ "nightly.asl.json": NIGHTLY, "next.asl.json": SHORT });
    await interrupted(place.folder, { signal: "SIGKILL", delays: [6000], begun: true, words: ["--sandbox", sandbox] });
    await expect.poll(() => processesOf(place.folder), { timeout: 10_000 }).toEqual([]);
    expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(place.folder);
    const { code, stderr } = place.run("rehearse", "next.asl.json", "--sandbox", sandbox);
    expect(code, stderr).toBe(0);
  },
);

test("a second signal ends it at once", { timeout: 60_000 }, async () => {
  using place = workplace({ "nightly.asl.json": NIGHTLY });
  const { code, tookMs } = await interrupted(place.folder, { signal: "SIGINT", delays: [0, 700], begun: true });
  expect(code).toBe(130);
  expect(tookMs).toBeLessThan(GENEROUS);
  await expect.poll(() => processesOf(place.folder), { timeout: 10_000 }).toEqual([]);
});
