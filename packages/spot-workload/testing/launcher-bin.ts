import { runLauncher } from "../src/index.ts";

/** A launcher as an application would have it: its config file is the first argument, its script the second. */
const [configPath = "", line = "true"] = process.argv.slice(2);
try {
  process.exitCode = await runLauncher({
    app: "sweeper",
    slug: "sweep",
    runDate: undefined,
    configPath,
    scripts: [
      { name: "deps", lines: ["echo deps"], timeout: 60 },
      { name: "workload", lines: [line], timeout: 600 },
    ],
    knownScripts: ["deps", "workload"],
    heartbeats: ["sweep"],
  });
} catch (error) {
  const { exitCodeOf } = await import("../src/index.ts");
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = exitCodeOf(error);
}
