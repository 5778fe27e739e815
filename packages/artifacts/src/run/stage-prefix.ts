import { ArtifactsError } from "../errors.ts";

const STAGE = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/;

/**
 * Where the files of a stage lie: the date comes behind the first part of the stage's name.
 *
 * @throws ArtifactsError `STAGE_INVALID` for a name that is empty, or not made of letters, digits, `.`, `_` and `-` between slashes
 *
 * @example
 * ```ts example
 * import { stagePrefix } from "@alpha-engine/artifacts";
 *
 * console.log(stagePrefix("data/prices", "2026-01-03"), stagePrefix("signals", "2026-01-03"));
 * ```
 * ```text output
 * data/2026-01-03/prices/ signals/2026-01-03/
 * ```
 */
export function stagePrefix(stage: string, runDate: string): string {
  if (!STAGE.test(stage)) {
    throw new ArtifactsError(
      "STAGE_INVALID",
      `a stage is named by words between slashes, such as data/prices, got ${JSON.stringify(stage)}`,
      { hint: "letters, digits, . _ and - make a word; none begins with a dot" },
    );
  }
  const [area = "", ...rest] = stage.split("/");
  return [area, runDate, ...rest, ""].join("/");
}
