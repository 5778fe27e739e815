import type { ReferenceStage } from "@alpha-engine/spot-workload";

export const TRAIN: ReferenceStage = { name: "train", command: "predictor-workload train", timeout: 5400 };

export const BUDGETS = { bootstrap: 600, deps: 900, preflight: 600 } as const;
/** What the config file may give commands and budgets for. */
export const SCRIPTS: readonly string[] = ["bootstrap", "deps", "preflight", "train"];
