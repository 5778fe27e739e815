import { runLauncher } from "../src/index.ts";

/** A launcher as an application would have it: its config file is the first argument, flags the others. */
const [config = "", ...flags] = process.argv.slice(2);
try {
  process.exitCode = await runLauncher({
    app: {
      name: "sweeper",
      budgets: { bootstrap: 30, deps: 60, preflight: 60, workload: 600 },
      longScripts: ["workload"],
    },
    slug: "sweep",
    stages: [{ name: "workload", command: "work --fast '" }],
    heartbeats: ["sweep"],
    flags: {
      config,
      ...(flags.includes("--show-config") ? { showConfig: true } : {}),
      ...(flags.includes("--preflight-only") ? { preflightOnly: true } : {}),
      ...(flags.includes("--json") ? { json: true } : {}),
      ...(flags.includes("--branch") ? { branch: "flagged" } : {}),
    },
  });
} catch (error) {
  const { exitCodeOf } = await import("../src/index.ts");
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = exitCodeOf(error);
}
