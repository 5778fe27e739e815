import type { RemoteScript } from "../run/spec.ts";

const PATH = `export PATH="/opt/alpha-engine/bin:$PATH"`;
const FETCH = `ssm-dispatcher fetch --bucket "$S3_BUCKET" --prefix "$STAGING_PREFIX" --to "$HOME/config"`;
const CLONE = `if [ -n "\${REPOSITORY:-}" ]; then git clone --quiet --depth 1 --branch "$BRANCH" -- "$REPOSITORY" "$HOME/repository"; fi`;
const WHERE = `--bucket "$S3_BUCKET" --run-date "$RUN_DATE"`;

/** A script whose budget is the config's. */
export type PlannedScript = Omit<RemoteScript, "timeout">;

/** What a stage of an application runs when the config names no commands of its own for it. */
export interface ReferenceStage {
  /** The script's name, e.g. `phase1`. */
  readonly name: string;
  /** The workload's stage, and its options ready for a shell, e.g. `backtest --mode param-sweep`. */
  readonly command: string;
}

/**
 * The scripts of a launcher over its reference workload `<app>-workload`: bootstrap fetches what was staged and clones the
 * repository, if there is one; deps looks for the tools; each stage runs inside log-capture. In a dry pass no stage runs:
 * one script, `preflight`, checks what each of them needs, and goes on to the next when something is missing.
 *
 * @param app the launcher's name
 *
 * @example
 * ```ts example
 * import { referenceScripts } from "@alpha-engine/spot-workload";
 *
 * const scripts = referenceScripts("sweeper", [{ name: "sweep", command: "sweep --all" }]);
 * console.log(scripts.map(({ name }) => name));
 * ```
 * ```text output
 * [ 'bootstrap', 'deps', 'sweep' ]
 * ```
 */
export function referenceScripts(
  app: string,
  stages: readonly ReferenceStage[],
  { preflightOnly = false }: { readonly preflightOnly?: boolean | undefined } = {},
): readonly PlannedScript[] {
  const tool = `${app}-workload`;
  const prepare = [
    { name: "bootstrap", lines: [PATH, FETCH, CLONE] },
    { name: "deps", lines: [PATH, `command -v log-capture ${tool}`] },
  ];
  if (preflightOnly) {
    const checks = stages.map(({ command }, at) => {
      // What the config says is looked at once.
      const needs = at === 0 ? ` --needs "$NEEDS"` : "";
      return `${tool} ${command} ${WHERE} --preflight-only${needs} || failed=$?`;
    });
    return [...prepare, { name: "preflight", lines: [PATH, "failed=0", ...checks, "exit $failed"] }];
  }
  const work = stages.map(({ name, command }) => ({
    name,
    lines: [
      PATH,
      `echo "${name}: begins"`,
      `log-capture run --slug spot-${name} --log /var/log/spot-${name}.log -- ${tool} ${command} ${WHERE}`,
    ],
  }));
  return [...prepare, ...work];
}
