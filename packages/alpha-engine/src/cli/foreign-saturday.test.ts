/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { examineMachine } from "@alpha-engine/local-cloud";
import { summarySchema } from "@alpha-engine/rehearsal";
import { describe, expect, test } from "vitest";

import { workplace, type Workplace } from "../../testing/workplace.ts";

const FOREIGN = fileURLToPath(new URL("../../../../examples/foreign/saturday/", import.meta.url));
const DEFINITIONS = fileURLToPath(
  new URL("../../../../../shared/definitions/defects/A45-array-escaped-quote/", import.meta.url),
);
const machine = await examineMachine();
const lacks = ["namespaces", "git", "aws", "python3"].find(
  (each) => machine.find(({ name }) => name === each)?.status !== "ok",
);
const obstacle = existsSync(DEFINITIONS) ? lacks : "the definitions";
const where = obstacle === undefined ? "" : `, skipped: there is no ${obstacle}`;

const DATA = ["MorningEnrich", "DataPhase1", "RAGIngestion"];
const BACKTESTS = ["Backtester", "Parity", "Evaluator"];
const STEPS = [...DATA, "PredictorTraining", "DriftDetection", ...BACKTESTS];

const OTHER_SLUGS = new Map([
  ["DataPhase1", "data-weekly"],
  ["RAGIngestion", "rag-ingestion"],
]);
/** Under which name the log of each is kept. */
const SLUGS = new Map(
  STEPS.map((step) => {
    const words = step.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
    return [step, OTHER_SLUGS.get(step) ?? words] as const;
  }),
);

/** How often a launcher comes to its box, by `ssh` and by `scp`, when that answers at once. */
const LOGINS = new Map([
  ...DATA.map((step) => [step, 8] as const),
  ["PredictorTraining", 3],
  ["DriftDetection", 5],
  ...BACKTESTS.map((step) => [step, 4] as const),
]);

type Fact = { readonly type: string } & Readonly<Record<string, unknown>>;

function pipeline(definition: "broken" | "fixed"): Workplace {
  const place = workplace({ "saturday.asl.json": readFileSync(join(DEFINITIONS, `${definition}.json`), "utf8") });
  cpSync(FOREIGN, place.folder, { recursive: true });
  return place;
}

function rehearsed(place: Workplace) {
  const { code, stdout, stderr } = place.run("rehearse", "saturday", "--json");
  const summary = summarySchema.parse(JSON.parse(stdout));
  const run = join(place.folder, ".rehearsal", summary.executionName);
  const lines = readFileSync(join(run, "run.ndjson"), "utf8").trimEnd().split("\n");
  return {
    code,
    stderr,
    summary,
    facts: lines.map((line) => JSON.parse(line) as Fact),
    of: (name: string) => summary.states.find((state) => state.name === name),
    read: (path: string): string => readFileSync(join(run, path), "utf8"),
    objects: () => readdirSync(join(run, "s3", "alpha-engine-research"), { recursive: true, encoding: "utf8" }),
  };
}

describe.skipIf(obstacle !== undefined)(`launchers in a stranger's bash${where}`, () => {
  test("a quote that is escaped in States.Array fails on the box in bash's own words", { timeout: 300_000 }, () => {
    using place = pipeline("broken");
    const { code, stderr, summary, of, read, facts } = rehearsed(place);
    expect(code, stderr).toBe(1);
    expect(summary).toMatchObject({ status: "FAILED", error: "PipelineFailure" });
    expect(of("MorningEnrich")).toMatchObject({ status: "FAILED", exitCode: 127 });
    expect(read(`${of("MorningEnrich")?.commandFolder}/stderr`)).toContain("trap: s3: invalid signal specification");
    const launched = facts.filter(({ type, lifecycle }) => type === "instance" && lifecycle === "spot");
    expect(launched).toEqual([]);
  });

  test(
    "mended, all eight steps succeed in one rehearsal, each on a spot box of its own",
    { timeout: 1_500_000 },
    () => {
      using place = pipeline("fixed");
      const { code, stderr, summary, of, read, facts, objects: listed } = rehearsed(place);
      const objects = listed();
      expect(code, stderr).toBe(0);
      expect(summary.status).toBe("SUCCEEDED");
      expect(STEPS.map((name) => [name, of(name)?.status, of(name)?.exitCode])).toEqual(
        STEPS.map((name) => [name, "SUCCEEDED", 0]),
      );
      // Told by its key alone: nothing of this family launches it.
      const ended = facts.filter(
        ({ type, lifecycle, phase }) => type === "instance" && lifecycle === "spot" && phase === "terminated",
      );
      expect(ended).toHaveLength(STEPS.length);
      expect(new Set(ended.map(({ owner }) => (owner as Fact)["state"]))).toEqual(new Set(STEPS));
      expect(new Set(ended.map(({ stateReason }) => stateReason))).toEqual(new Set(["Client.UserInitiatedShutdown"]));
      for (const [name, slug] of SLUGS) {
        const box = ended.find(({ owner }) => (owner as Fact)["state"] === name)?.["instanceId"] as string;
        const logins = summary.network.connections.find(
          ({ destination, outcome }) => destination === `ec2-user@${box}` && outcome === "reached",
        );
        expect(logins).toMatchObject({ protocol: "ssh", states: [name] });
        expect(logins?.attempts).toBeGreaterThanOrEqual(LOGINS.get(name) ?? 1);
        expect(of(name)?.logKey).not.toBeNull();
        const log = objects.find((key) => key.startsWith(`_ssm_logs/${slug}/`) && key.endsWith("Z.log"));
        expect(read(`s3/alpha-engine-research/${log}`)).toMatch(/watchdog(?:: active|\.timer)/);
      }
      for (const task of ["morning-enrich", "phase1", "rag"]) {
        const log = objects.find(
          (key) => key.startsWith(`health/${task.replace("-", "_")}_log/`) && key.endsWith("-exit0.log"),
        );
        expect(read(`s3/alpha-engine-research/${log}`)).toBe(
          `${task}: 4 tickers, by weekly_collector in /home/ec2-user/venv\n`,
        );
      }
      const enriched = objects.find((key) => /^_ssm_logs\/morning-enrich\/.*Z\.log$/.test(key));
      expect(read(`s3/alpha-engine-research/${enriched}`)).toMatch(
        /^imported weekly_collector from \/home\/ec2-user\/venv\/lib\/python3\.\d+\/site-packages\/weekly_collector\/__init__\.py$/m,
      );
      expect(objects.some((key) => key.startsWith("_ssm_logs/spot-full-training/"))).toBe(true);
      expect(objects.filter((key) => key.endsWith(".csv")).map((key) => key.split("/").at(-1))).toEqual(
        expect.arrayContaining(["backtest.csv", "parity.csv", "evaluator.csv"]),
      );
    },
  );

  test(
    "a spot box that works for too long is shut down by its watchdog, and its launcher says so",
    { timeout: 600_000 },
    () => {
      using place = pipeline("fixed");
      const settings = join(place.folder, "box", "alpha-engine.env");
      writeFileSync(
        settings,
        readFileSync(settings, "utf8").replace(/^MAX_RUNTIME_SECONDS=.*$/m, "MAX_RUNTIME_SECONDS=10"),
      );
      const collector = "repositories/alpha-engine-data/collector/weekly_collector/__main__.py";
      appendFileSync(join(place.folder, collector), "import time\ntime.sleep(3600)\n");
      const { code, stderr, of, read, facts } = rehearsed(place);
      expect(code, stderr).toBe(1);
      expect(of("MorningEnrich")).toMatchObject({ status: "FAILED", exitCode: 255 });
      const ended = facts.filter(
        ({ type, lifecycle, phase }) => type === "instance" && lifecycle === "spot" && phase === "terminated",
      );
      expect(ended).toMatchObject([
        { stateReason: "Client.InstanceInitiatedShutdown", owner: { state: "MorningEnrich" } },
      ]);
      expect(read(`s3/alpha-engine-research/${of("MorningEnrich")?.logKey}`)).toContain("closed by remote host.");
    },
  );

  test("its configuration is what init writes with at most ten lines edited, and stand-ins left out", () => {
    const kept = readFileSync(join(FOREIGN, "alpha-engine.config.ts"), "utf8").split("\n");
    using place = pipeline("fixed");
    execFileSync("rm", [join(place.folder, "alpha-engine.config.ts")]);
    const made = place.run("init", "saturday.asl.json", "--print").stdout.split("\n");
    const isSaid = (line: string): boolean => !/^\s*\/\//.test(line);
    const edited = kept.filter((line) => isSaid(line) && !made.includes(line));
    expect(edited.length, edited.join("\n")).toBeLessThanOrEqual(10);
    const left = made.filter((line) => isSaid(line) && !kept.includes(line));
    expect(
      left.filter((line) => !/TODO: stands in|\.venv\/bin\/|\.alpha-engine\.env|mode: "0755"|account:/.test(line)),
    ).toEqual([]);
  });
});
