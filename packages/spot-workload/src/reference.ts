import type { RemoteScript } from "./run/spec.ts";

const PATH = `export PATH="/opt/alpha-engine/bin:$PATH"`;

/** What a stage of an application runs when the config file names no commands of its own for it. */
export interface ReferenceStage {
  /** The script's name, e.g. `phase1`. */
  readonly name: string;
  /** The reference workload's command line, e.g. `data-weekly-workload phase1`. */
  readonly command: string;
  /** In seconds. */
  readonly timeout: number;
}

/**
 * The scripts of a launcher over its reference workload: bootstrap fetches what was staged, deps looks for the tools, each
 * stage runs inside log-capture. With `preflightOnly` the stages only check: one script, named `preflight`.
 */
export function referenceScripts(options: {
  readonly stages: readonly ReferenceStage[];
  readonly preflightOnly: boolean;
  readonly budgets: { readonly bootstrap: number; readonly deps: number; readonly preflight: number };
}): readonly RemoteScript[] {
  const { stages, preflightOnly, budgets } = options;
  const tools = [...new Set(stages.map(({ command }) => command.split(" ")[0]))].join(" ");
  const fetch = `ssm-dispatcher fetch --bucket "$S3_BUCKET" --prefix "$STAGING_PREFIX" --to "$HOME/config"`;
  const prepare = [
    { name: "bootstrap", lines: [PATH, fetch], timeout: budgets.bootstrap },
    { name: "deps", lines: [PATH, `command -v log-capture ${tools}`], timeout: budgets.deps },
  ];
  if (preflightOnly) {
    const lines = stages.map(({ name, command }) => captured(name, `${command} --preflight-only`));
    return [...prepare, { name: "preflight", lines: [PATH, ...lines], timeout: budgets.preflight }];
  }
  const work = stages.map(({ name, command, timeout }) => ({
    name,
    lines: [PATH, `echo "${name}: begins"`, captured(name, command)],
    timeout,
  }));
  return [...prepare, ...work];
}

function captured(name: string, command: string): string {
  const capture = `log-capture run --slug spot-${name} --log /var/log/spot-${name}.log --`;
  return `${capture} ${command} --bucket "$S3_BUCKET" --run-date "$RUN_DATE"`;
}
