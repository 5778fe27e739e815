/**
 * The house from the ground up: a package uses only what stands below it. This is the one list that a new package is added
 * to; what else needs to know of it looks here or into the folders. What is in `examples/` stands beside the house: the
 * applications rehearse with it, and nothing that is published knows of it.
 */
export const FLOORS: readonly (readonly string[])[] = [
  ["dialect"],
  ["asl", "aws-calls", "pins", "run-record"],
  ["log-capture", "artifacts"],
  ["definition", "ssm-dispatcher", "spot-launcher", "local-cloud"],
  ["lint", "state-machine", "deploy", "spot-workload", "rehearsal"],
  ["alpha-engine"],
  ["data-weekly", "predictor", "backtester"],
  ["pipelines"],
];

/** 0 is the ground, -1 no floor at all. */
export function floorOf(name: string): number {
  return FLOORS.findIndex((names) => names.includes(name));
}
