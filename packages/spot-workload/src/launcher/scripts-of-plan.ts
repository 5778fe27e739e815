import type { LauncherConfig } from "../config/schema.ts";
import { SpotWorkloadError } from "../errors.ts";
import type { RemoteScript } from "../run/spec.ts";
import type { LauncherPlan, LauncherStage } from "./plan.ts";

const PATH = `export PATH="/opt/alpha-engine/bin:$PATH"`;
const FETCH = `ssm-dispatcher fetch --bucket "$S3_BUCKET" --prefix "$STAGING_PREFIX" --to "$HOME/config"`;
const CLONE = `if [ -n "\${REPOSITORY:-}" ]; then git clone --quiet --depth 1 --branch "$BRANCH" -- "$REPOSITORY" "$HOME/repository"; fi`;

/** What is done before the work unless the config has lines of its own: what was staged is fetched, the repository cloned. */
const PREPARE = {
  bootstrap: [PATH, FETCH, CLONE],
  deps: [PATH, "command -v log-capture ssm-dispatcher"],
} as const;
const DRY = "preflight";

/**
 * The scripts of a run: bootstrap, deps, then each stage; in a dry pass `preflight` in place of the stages. What a stage
 * and the preflight run is the config's to say.
 *
 * @throws SpotWorkloadError `CONFIG_INVALID` with every script that the config has no commands for
 */
export function scriptsOfPlan(plan: LauncherPlan, config: LauncherConfig): readonly RemoteScript[] {
  const { stages, flags } = plan;
  const isDry = flags.preflightOnly === true;
  const work = isDry ? [DRY] : stages.map(({ name }) => name);
  refuseMissing(work, config);
  const own = (name: string): readonly string[] => config.commands[name] ?? [];
  const prepare = Object.entries(PREPARE).map(([name, lines]) => ({ name, lines: config.commands[name] ?? lines }));
  const scripts = isDry
    ? [{ name: DRY, lines: [exported({ STAGES: stages.map(({ command }) => command).join("\n") }), ...own(DRY)] }]
    : stages.map((stage) => ({ name: stage.name, lines: [exported(wordsOf(stage)), ...own(stage.name)] }));
  return [...prepare, ...scripts].map(({ name, lines }) => ({ name, lines, timeout: config.budgets[name] as number }));
}

function wordsOf({ command }: LauncherStage): Readonly<Record<string, string>> {
  const [stage = "", ...options] = command.split(" ");
  return { STAGE: stage, STAGE_ARGS: options.join(" ") };
}

function exported(variables: Readonly<Record<string, string>>): string {
  const words = Object.entries(variables).map(([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'`);
  return `export ${words.join(" ")}`;
}

function refuseMissing(names: readonly string[], { commands }: LauncherConfig): void {
  const missing = names.filter((name) => commands[name] === undefined);
  if (missing.length === 0) return;
  const expected = "a list of one or more shell lines";
  throw new SpotWorkloadError(
    "CONFIG_INVALID",
    `the config does not say what to run: ${missing.map((name) => `commands.${name}`).join(", ")}: expected ${expected}, got nothing`,
    {
      problems: missing.map((name) => ({ path: `commands.${name}`, expected, got: "nothing", source: "the config" })),
      hint: "give each script its commands; they find the stage's options in $STAGE_ARGS",
    },
  );
}
