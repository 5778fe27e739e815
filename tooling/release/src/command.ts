import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { createProgram, ExitError, runProgram, seconds } from "@alpha-engine/command-line";

import { checkRelease } from "./check.ts";
import { CannotCheckError } from "./errors.ts";
import type { Report } from "./report.ts";

interface Options {
  readonly json?: true;
  readonly updateSizes?: true;
  readonly timeout: number;
}

const EPILOGUE = `Exit codes: 0 the release holds; 1 it does not; 2 usage, or no registry for third-party packages answers.`;

export async function main(argv: readonly string[]): Promise<void> {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  const program = createProgram({
    name: "release-check",
    description: "Pack, publish to a registry on loopback, install and use every package, then release again.",
    version: manifest.version,
    epilogue: EPILOGUE,
  });
  program
    .option("--json", "print the report on stdout")
    .option("--update-sizes", "record the sizes of the tarballs instead of comparing them")
    .option("--timeout <duration>", "how long it may take", seconds, 900)
    .action((options: Options) => check(options));
  await runProgram(program, argv);
}

async function check(options: Options): Promise<void> {
  const root = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");
  const interrupted = new AbortController();
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  for (const [name, code] of Object.entries(signals)) {
    process.once(name, () =>
      interrupted.abort(new ExitError(code, `release-check: interrupted by ${name}, cleaned up`)),
    );
  }
  const late = new ExitError(1, `release-check: not done after ${options.timeout} s, given up and cleaned up`);
  const timer = setTimeout(() => interrupted.abort(late), options.timeout * 1000);
  try {
    const report = await checkRelease({
      root,
      sizesFile: join(root, "tooling", "release", "sizes.json"),
      updateSizes: options.updateSizes === true,
      signal: interrupted.signal,
      progress: (line) => process.stderr.write(`release-check: ${line}\n`),
    });
    tell(report, options);
    if (!report.ok)
      throw new ExitError(1, `release-check: FAILED after ${report.seconds.toFixed(1)} s: ${report.problem ?? ""}`);
    process.stderr.write(`release-check: ok, ${report.packages.length} packages, ${report.seconds.toFixed(1)} s\n`);
  } catch (error) {
    if (!(error instanceof CannotCheckError)) throw error;
    tell({ schemaVersion: 1, ok: false, seconds: 0, packages: [], steps: [], skipped: error.message }, options);
    throw new ExitError(2, `release-check: cannot check: ${error.message}`);
  } finally {
    clearTimeout(timer);
  }
}

function tell(report: Report, { json }: Options): void {
  if (json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}
