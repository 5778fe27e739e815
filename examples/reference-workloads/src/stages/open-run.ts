import * as artifacts from "@alpha-engine/artifacts";

import { type Stage, stageHint } from "./stage.ts";

/** The artifacts of one run date; its stages are those that the workloads know. */
export type Run = artifacts.Run<Stage>;

/** Folders beside the real artifacts, for work that only tries. */
export type Under = "" | ".dry-run/" | ".smoke/";

export interface RunPlace {
  readonly bucket: string;
  readonly runDate: string;
  /** @default "" where every run is */
  readonly under?: Under | undefined;
}

/** The same as in `@alpha-engine/artifacts`; what is missing is named together with the command that makes it. */
export function openRun(place: RunPlace, effects: artifacts.RunEffects = {}): Run {
  const madeBy = (stage: Stage): string => stageHint(stage, place.bucket, place.runDate);
  return artifacts.openRun<Stage>({ ...place, madeBy }, effects);
}
