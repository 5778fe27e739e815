import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
}

/** Runs a shell command line to its end; `sink` is what stands behind it. */
export function measure(line: string, folder: string, sink = ">/dev/null"): Cost {
  const times = `${folder}/times`;
  const script = `/usr/bin/time -o ${times} -f '%U %S %M' ${line} 2>/dev/null ${sink}`;
  const from = process.hrtime.bigint();
  spawnSync("bash", ["-c", script], { stdio: "ignore" });
  const wallMs = Number(process.hrtime.bigint() - from) / 1e6;
  const last = readFileSync(times, "utf8").trim().split("\n").at(-1) ?? "";
  const [user = 0, system = 0, peak = 0] = last.split(" ").map(Number);
  return { wallMs, cpuMs: (user + system) * 1000, peakMiB: peak / 1024 };
}

/** Each candidate once per round, in turn, and one round before that does not count. */
export function inRounds<T>(rounds: number, names: readonly string[], once: (name: string) => T): Map<string, T[]> {
  const results = new Map(names.map((name) => [name, [] as T[]]));
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const result = once(name);
      if (round >= 0) results.get(name)?.push(result);
    }
  }
  return results;
}
