import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { type Cost, inRounds, measure } from "./measure.ts";
import { around, type Rival, rivals } from "./rivals.ts";
import { median, printTable } from "./table.ts";

/**
 * What capturing costs, beside tee, the trap pattern and execa. Paired: each round runs every candidate in turn, and what
 * is shown are medians of the ratios within a round.
 *
 *     pnpm bench [--rounds 5] [--only bulk,lines,start,latency,stall] [--mib 1024] [--lines 1000000]
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: "bulk,lines,start,latency,stall" },
    mib: { type: "string", default: "1024" },
    lines: { type: "string", default: "1000000" },
  },
});
const rounds = Number(values.rounds);
const wanted = new Set(values.only.split(","));
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "log-capture-bench-"));
const log = join(folder, "bench.log");
const node = `"${process.execPath}"`;
const candidates = rivals(folder);
const names = candidates.map(({ name }) => name);

process.stdout.write(`Node ${process.version}, ${rounds} rounds, log in ${folder}, ${new Date().toISOString()}\n`);
try {
  if (wanted.has("bulk")) bulk();
  if (wanted.has("lines")) lines();
  if (wanted.has("start")) start();
  if (wanted.has("latency")) latency();
  if (wanted.has("stall")) stall();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function bulk(): void {
  const bytes = Number(values.mib) * 2 ** 20;
  const yes = program(
    "yes.sh",
    `yes "a line of log text, sixty-three bytes with its newline......." | head -c ${bytes / 2}`,
  );
  const PIPE = "| cat >/dev/null";
  againstTee(`zeros, ${values.mib} MiB, stdout to null`, `head -c ${bytes} /dev/zero`);
  againstTee(`zeros, ${values.mib} MiB, stdout to a pipe`, `head -c ${bytes} /dev/zero`, PIPE);
  againstTee(`text, ${Number(values.mib) / 2} MiB, stdout to null`, `sh ${yes}`);
  againstTee(`text, ${Number(values.mib) / 2} MiB, stdout to a pipe`, `sh ${yes}`, PIPE);
}

function lines(): void {
  const source = `const fs = require("fs"); for (let i = 0; i < ${values.lines}; i++) fs.writeSync(1, "line " + i + " of the log\\n");`;
  againstTee(`${values.lines} lines, one write each`, `${node} ${program("lines.cjs", source)}`);
}

function againstTee(title: string, command: string, sink?: string): void {
  const costs = inRounds(rounds, names, (name) => {
    // Neither the giving back of the log before nor its keeping is a cost of this one.
    rmSync(log, { force: true });
    return measure(around(rival(name), log, command), folder, sink);
  });
  const ratio = (name: string, of: (cost: Cost) => number): string =>
    median(each(costs, name).map((cost, round) => of(cost) / of(at(each(costs, "tee"), round)))).toFixed(2);
  const rows = names.map((name) => [
    name,
    ratio(name, ({ wallMs }) => wallMs),
    ratio(name, ({ cpuMs }) => cpuMs),
    median(each(costs, name).map(({ peakMiB }) => peakMiB)).toFixed(0),
  ]);
  printTable(title, ["", "wall / tee", "CPU / tee", "peak MiB"], rows);
}

function start(): void {
  const times = 10;
  const loop = (line: string): string =>
    program("loop.sh", `for i in $(seq ${times}); do ${line} >/dev/null 2>&1; done`);
  const bare = "bare Node";
  const costs = inRounds(rounds, [bare, ...names], (name) => {
    const line = name === bare ? `${node} -e 0` : around(rival(name), log, "true");
    return measure(`sh ${loop(line)}`, folder).wallMs / times;
  });
  const over = (name: string): string =>
    median(each(costs, name).map((ms, round) => ms - at(each(costs, bare), round))).toFixed(1);
  printTable(
    "around `true`",
    ["", "ms", "over bare Node, ms"],
    [bare, ...names].map((name) => [name, median(each(costs, name)).toFixed(1), over(name)]),
  );
}

function latency(): void {
  const source = `const fs = require("fs"), a = new Int32Array(new SharedArrayBuffer(4));
for (let i = 0; i < 1000; i++) { fs.writeSync(1, process.hrtime.bigint() + "\\n"); Atomics.wait(a, 0, 0, 5); }`;
  const reader = `const fs = require("fs"), b = Buffer.alloc(65536), all = []; let n;
while ((n = fs.readSync(0, b)) > 0) { const now = process.hrtime.bigint();
  for (const l of b.latin1Slice(0, n).split("\\n")) if (/^\\d{6,}$/.test(l)) all.push(Number(now - BigInt(l)) / 1e3); }
all.splice(0, 20); all.sort((x, y) => x - y);
fs.writeFileSync(process.argv[2], JSON.stringify([all[all.length >> 1], all[Math.floor(all.length * 0.99)]]));`;
  const result = join(folder, "latency.json");
  const sink = `| ${node} ${program("reader.cjs", reader)} ${result}`;
  const command = `${node} ${program("trickle.cjs", source)}`;
  const found = inRounds(rounds, names, (name) => {
    measure(around(rival(name), log, command), folder, sink);
    return JSON.parse(readFileSync(result, "utf8")) as [median: number, p99: number];
  });
  const rows = names.map((name) => [
    name,
    median(each(found, name).map(([middle], round) => middle - at(each(found, "tee"), round)[0])).toFixed(0),
    median(each(found, name).map(([, p99], round) => p99 / at(each(found, "tee"), round)[1])).toFixed(2),
  ]);
  printTable(
    "from the command's write to the reader of stdout, a line every 5 ms",
    ["", "median − tee's, µs", "p99 / tee's"],
    rows,
  );
}

function stall(): void {
  const busy = join(folder, "busy");
  const source = `const fs = require("fs"), from = Date.now(), block = Buffer.alloc(65536, 120);
for (let i = 0; i < 64; i++) for (let at = 0; at < block.length;) at += fs.writeSync(1, block, at);
fs.writeFileSync(${JSON.stringify(busy)}, String(Date.now() - from));`;
  const command = `${node} ${program("write.cjs", source)}`;
  const rows = candidates.map((rival) => {
    rmSync(busy, { force: true });
    spawnSync("bash", ["-c", `${around(rival, log, command)} 2>/dev/null | (sleep 3; cat >/dev/null)`]);
    return [rival.name, existsSync(busy) ? readFileSync(busy, "utf8") : "killed"];
  });
  printTable("a reader that stalls for 3 s: ms that the command's write of 4 MiB takes", ["", "ms"], rows);
}

function program(name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, `${source}\n`);
  return path;
}

function rival(name: string): Rival {
  const found = candidates.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no rival is called ${name}`);
  return found;
}

function each<T>(results: ReadonlyMap<string, T[]>, name: string): readonly T[] {
  return results.get(name) ?? [];
}

function at<T>(values: readonly T[], index: number): T {
  return values[index] as T;
}
