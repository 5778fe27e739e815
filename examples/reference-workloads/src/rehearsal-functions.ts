import { fileURLToPath } from "node:url";

/** The module of each Lambda function; a definition names it with its alias. */
const MODULES: Readonly<Record<string, string>> = {
  "alpha-engine-data-collector": "data-collector",
  "alpha-engine-predictor-health-check": "predictor-health-check",
  "alpha-engine-predictor-inference": "predictor-inference",
  "alpha-engine-predictor-regime-retrospective-eval": "regime-retrospective-eval",
  "alpha-engine-predictor-regime-substrate": "regime-substrate",
  "alpha-engine-replay-concordance": "replay-concordance",
  "alpha-engine-replay-counterfactual": "replay-counterfactual",
  "alpha-engine-research-aggregate-costs": "aggregate-costs",
  "alpha-engine-research-eval-judge-poll": "eval-judge-poll",
  "alpha-engine-research-eval-judge-process": "eval-judge-process",
  "alpha-engine-research-eval-judge-submit": "eval-judge-submit",
  "alpha-engine-research-eval-rolling-mean": "eval-rolling-mean",
  "alpha-engine-research-rationale-clustering": "rationale-clustering",
  "alpha-engine-research-runner": "research",
  "alpha-engine-research-scanner": "scanner",
};

interface RehearsalFunction {
  /** The file whose `handler` is called. */
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The reference functions, as the pipelines call them. */
export function rehearsalFunctions(bucket: string): Readonly<Record<string, RehearsalFunction>> {
  const environment = { ARTIFACT_BUCKET: bucket };
  return Object.fromEntries(
    Object.entries(MODULES).map(([name, module]) => {
      const file = fileURLToPath(new URL(`functions/${module}.js`, import.meta.url));
      return [name, { module: file, environment }] as const;
    }),
  );
}
