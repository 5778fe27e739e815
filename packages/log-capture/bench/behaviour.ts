import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { around, type Rival, rivals } from "./rivals.ts";
import { printTable } from "./table.ts";

/**
 * How each way to keep a command's output behaves when something is not as usual. Run as root for the full disk.
 *
 *     pnpm bench:behaviour
 */
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "log-capture-behaviour-"));
const log = join(folder, "x.log");
const out = join(folder, "out");
const mark = join(folder, "mark");
const node = `"${process.execPath}"`;

interface Ended {
  readonly code: number | string;
  readonly ms: number;
}

const CASES: Readonly<Record<string, (rival: Rival) => Promise<string>>> = {
  "exit 3": async (rival) => String((await run(rival, "sh -c 'exit 3'")).code),
  "killed by SIGTERM / SIGKILL": async (rival) =>
    `${(await run(rival, "sh -c 'kill -15 $$'")).code} / ${(await run(rival, "sh -c 'kill -9 $$'")).code}`,
  "missing / not executable / a folder": async (rival) =>
    `${(await run(rival, "/no/such")).code} / ${(await run(rival, "/etc/passwd")).code} / ${(await run(rival, "/")).code}`,
  "2000 lines on both streams: inversions in the log": async (rival) => {
    const source = `const fs = require("fs"); let s = 1;
for (let i = 0; i < 2000; i++) { s = (s * 1103515245 + 12345) & 0x7fffffff; fs.writeSync(s & 65536 ? 2 : 1, i + "\\n"); }`;
    await run(rival, `${node} ${program("order.cjs", source)}`);
    const seen = linesOf(log).map(Number);
    return String(seen.filter((line, i) => line < (seen[i - 1] ?? 0)).length);
  },
  "echo b >/dev/stderr": async (rival) => {
    const { code } = await run(rival, "sh -c 'echo a; echo b >/dev/stderr; echo c'");
    return `${code}, log ${linesOf(log).join(" ")}`;
  },
  "1 MiB of noise": async (rival) => {
    const noise = join(folder, "noise");
    shell(`head -c 1048576 /dev/urandom >${noise}`);
    await run(rival, `cat ${noise}`);
    const bytes = readFileSync(noise);
    return bytes.equals(readFileSync(log)) && bytes.equals(readFileSync(out)) ? "identical" : "differs";
  },
  "the wrapper is killed with SIGKILL": async (rival) => {
    const wrapper = begin(rival, `${node} ${program("ticker.cjs", TICKER)} 150 10 ${mark}`);
    await sleep(900);
    wrapper.kill("SIGKILL");
    await sleep(2000);
    const left = wasLeft("ticker.cjs");
    return `command ${existsSync(mark) ? "finished" : "ended"}, log ${linesOf(log).length} of ${contentOf(`${mark}.n`)} lines${left ? ", left running" : ""}`;
  },
  "a reader that goes away": async (rival) => {
    clean();
    const line = around(rival, log, `${node} ${program("ticker.cjs", TICKER)} 60 10 ${mark}`);
    const { stdout } = spawnSync("bash", ["-c", `${line} 2>/dev/null | head -1 >/dev/null; echo \${PIPESTATUS[0]}`]);
    await sleep(900);
    return `${String(stdout).trim()}, command ${existsSync(mark) ? "finished" : "killed"}, log ${linesOf(log).length}/60`;
  },
  "a daemon holds the pipe for 6 s": async (rival) => {
    const { code, ms } = await run(rival, "sh -c 'sleep 6 & echo hi; exit 4'");
    return `${code} after ${(ms / 1000).toFixed(1)} s`;
  },
  "what a daemon writes later": async (rival) => {
    const { ms } = await run(rival, "sh -c '(sleep 1; echo late) & echo hi'");
    await sleep(Math.max(0, 1600 - ms));
    return `log ${linesOf(log).join(" ")}`;
  },
  "SIGTERM to the wrapper": async (rival) => {
    const wrapper = begin(rival, `sh -c 'trap "echo bye; exit 7" TERM; echo up; while :; do sleep 0.1; done'`);
    await sleep(900);
    wrapper.kill("SIGTERM");
    const { code } = await ending(wrapper, 4000);
    await sleep(200);
    const left = wasLeft("trap .echo bye; exit 7");
    return `${code}, log ${linesOf(log).join(" ")}${left ? ", left running" : ""}`;
  },
  "a full disk, 3 MiB into 1 MiB": async (rival) => {
    const disk = join(folder, "disk");
    mkdirSync(disk, { recursive: true });
    if (!shell(`mount -t tmpfs -o size=1m tmpfs ${disk} 2>/dev/null`)) return "not root";
    const { code } = await run(rival, "sh -c 'head -c 3145728 /dev/zero; echo the end'", join(disk, "x.log"));
    shell(`umount ${disk}`);
    return `${code}, stdout ${statSync(out).size === 3_145_736 ? "whole" : "cut"}`;
  },
};

const TICKER = `const fs = require("fs"), [, , n, ms, mark] = process.argv, a = new Int32Array(new SharedArrayBuffer(4));
for (let i = 0; i < +n; i++) { fs.writeSync(1, "tick " + i + "\\n"); fs.writeFileSync(mark + ".n", String(i + 1)); Atomics.wait(a, 0, 0, +ms); }
fs.writeFileSync(mark, "finished");`;

try {
  const candidates = rivals(folder);
  const rows: string[][] = [];
  for (const [name, find] of Object.entries(CASES)) {
    const cells: string[] = [];
    for (const rival of candidates) cells.push(await find(rival));
    rows.push([name, ...cells]);
  }
  printTable(`Node ${process.version}, ${new Date().toISOString()}`, ["", ...candidates.map(({ name }) => name)], rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function run(rival: Rival, command: string, at: string = log): Promise<Ended> {
  return ending(begin(rival, command, at), 9000);
}

function begin(rival: Rival, command: string, at: string = log): ChildProcess {
  clean();
  const stdout = openSync(out, "w");
  return spawn("bash", ["-c", `exec ${around(rival, at, command)}`], { stdio: ["ignore", stdout, "ignore"] });
}

function ending(child: ChildProcess, limitMs: number): Promise<Ended> {
  const from = performance.now();
  return new Promise((resolve) => {
    const end = (code: number | string): void => resolve({ code, ms: performance.now() - from });
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      end("hangs");
    }, limitMs);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      end(code ?? signal ?? "?");
    });
  });
}

function clean(): void {
  for (const file of [log, out, mark, `${mark}.n`]) rmSync(file, { force: true });
}

function linesOf(path: string): string[] {
  return contentOf(path).split("\n").slice(0, -1);
}

function contentOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

function program(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, `${source}\n`);
  return path;
}

function shell(line: string): boolean {
  return spawnSync("sh", ["-c", line]).status === 0;
}

/** Ends what a wrapper left running; the pattern stands only in command lines of ours. */
function wasLeft(pattern: string): boolean {
  return spawnSync("bash", ["-c", `exec -a "" pkill -KILL -f "$0"`, pattern]).status === 0;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
