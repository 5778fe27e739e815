import type { ReferenceStage } from "@alpha-engine/spot-workload";

export type ModeName = "morning-enrich-only" | "phase1-only" | "rag-only" | "data-only" | "full";

/** What a mode runs, and the heartbeats that it earns. */
export interface Mode {
  /** Names its logs, staging and instance. */
  readonly slug: string;
  readonly stages: readonly ReferenceStage[];
  readonly heartbeats: readonly string[];
}

const MORNING_ENRICH = { name: "morning-enrich", command: "data-weekly-workload morning-enrich", timeout: 5400 };
const PHASE1 = { name: "phase1", command: "data-weekly-workload phase1", timeout: 5400 };
const RAG = { name: "rag", command: "data-weekly-workload rag", timeout: 3600 };

export const MODES: Readonly<Record<ModeName, Mode>> = {
  "morning-enrich-only": { slug: "morning-enrich", stages: [MORNING_ENRICH], heartbeats: ["morning-enrich"] },
  "phase1-only": { slug: "data-phase1", stages: [PHASE1], heartbeats: ["data-phase1", "universe-prune"] },
  "rag-only": { slug: "rag-ingestion", stages: [RAG], heartbeats: ["rag-ingestion"] },
  "data-only": {
    slug: "data-phase1",
    stages: [MORNING_ENRICH, PHASE1],
    heartbeats: ["morning-enrich", "data-phase1", "universe-prune"],
  },
  full: {
    slug: "data-weekly",
    stages: [MORNING_ENRICH, PHASE1, RAG],
    heartbeats: ["morning-enrich", "data-phase1", "universe-prune", "rag-ingestion"],
  },
};

export const BUDGETS = { bootstrap: 600, deps: 900, preflight: 900 } as const;
/** What the config file may give commands and budgets for. */
export const SCRIPTS: readonly string[] = ["bootstrap", "deps", "preflight", "morning-enrich", "phase1", "rag"];
