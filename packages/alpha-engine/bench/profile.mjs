// Where the time of a rehearsal goes: `pnpm run profile saturday --config ../../apps/pipelines/alpha-engine.config.ts`, with
// whatever `rehearse` takes. It looks at the processes of the run every few milliseconds; what lives shorter than that is not seen.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const LOOK_EVERY_MS = 15;
const TICK_MS = 10; // of the times in /proc, USER_HZ
const SHELLS = new Set(["sh", "bash", "dash"]);

const directory = mkdtempSync(join(tmpdir(), "alpha-engine-profile-"));
const bin = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const startedAt = performance.now();
const elapsed = () => performance.now() - startedAt;
const run = spawn(process.execPath, [bin, "rehearse", ...process.argv.slice(2), "--dir", directory], {
  stdio: ["ignore", "ignore", "inherit"],
});
const seen = new Map();
const looking = setInterval(look, LOOK_EVERY_MS);
run.on("exit", (code) => {
  clearInterval(looking);
  report(code);
  rmSync(directory, { recursive: true, force: true });
  process.exitCode = code ?? 1;
});

/** The processes of the run, also those whose parent has gone since they were first seen. */
function look() {
  const all = new Map();
  for (const pid of readdirSync("/proc")) {
    const status = /^\d+$/.test(pid) ? statusOf(Number(pid)) : undefined;
    if (status !== undefined) all.set(status.pid, status);
  }
  const ours = (one) => one !== undefined && (one.pid === run.pid || seen.has(one.key) || ours(all.get(one.parent)));
  for (const one of [...all.values()].filter(ours)) {
    const before = seen.get(one.key);
    // A process is its parent's copy until it has become a program of its own.
    const program = before?.name === one.name ? before.program : programOf(one);
    seen.set(one.key, { ...one, program, first: before?.first ?? elapsed(), last: elapsed() });
  }
}

function statusOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const end = text.lastIndexOf(")");
    const fields = text.slice(end + 2).split(" ");
    const [parent, user, system, born] = [1, 11, 12, 19].map((field) => Number(fields[field]));
    return {
      pid,
      key: `${pid} ${born}`,
      name: text.slice(text.indexOf("(") + 1, end),
      parent,
      cpuMs: (user + system) * TICK_MS,
    };
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** What it is called by: of an interpreter its script, and of a command its first word where that is a subcommand. */
function programOf({ pid, name }) {
  let words;
  let executable;
  try {
    words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
    executable = basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return name;
  }
  const interpreted = executable === "node" || executable.startsWith("python") || SHELLS.has(executable);
  const script = interpreted ? words.slice(1).find((word) => !word.startsWith("-")) : undefined;
  if (script === undefined || words[1] === "-c" || words[1] === "-e") return `${executable} ${words[1] ?? ""}`.trim();
  const subcommand = words[words.indexOf(script) + 1] ?? "";
  const called = script.split("/").slice(-3).join("/");
  return `${executable} ${called}${/^[a-z-]+$/.test(subcommand) ? ` ${subcommand}` : ""}`;
}

function report(code) {
  const programs = Map.groupBy(seen.values(), ({ program }) => program);
  const rows = [...programs].map(([program, all]) => {
    const sum = (of) => all.reduce((total, one) => total + of(one), 0);
    return { program, count: all.length, cpuMs: sum((one) => one.cpuMs), lifeMs: sum((one) => one.last - one.first) };
  });
  const seconds = (ms, width) => (ms / 1000).toFixed(2).padStart(width);
  const total = rows.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  console.log(`ended with ${code} after ${seconds(elapsed(), 0)} s, ${seconds(total, 0)} s of processor seen\n`);
  console.log("cpu s  processes  mean life s  program");
  for (const { program, count, cpuMs, lifeMs } of rows.toSorted((a, b) => b.cpuMs - a.cpuMs).slice(0, 25))
    console.log(`${seconds(cpuMs, 5)}  ${String(count).padStart(9)}  ${seconds(lifeMs / count, 11)}  ${program}`);
  console.log("\nwall s  state");
  const { states } = JSON.parse(readFileSync(join(directory, "latest", "summary.json"), "utf8"));
  for (const { name, wallSeconds } of states.toSorted((a, b) => (b.wallSeconds ?? 0) - (a.wallSeconds ?? 0)))
    if (wallSeconds !== null) console.log(`${wallSeconds.toFixed(2).padStart(6)}  ${name}`);
}
