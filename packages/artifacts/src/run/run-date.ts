import { ArtifactsError } from "../errors.ts";

/**
 * Answers the text when it is a day of the calendar as YYYY-MM-DD.
 *
 * @throws ArtifactsError `RUN_DATE_INVALID` otherwise
 *
 * @example
 * ```ts example
 * import { parseRunDate } from "@alpha-engine/artifacts";
 *
 * console.log(parseRunDate("2026-02-28"));
 * try {
 *   parseRunDate("2026-02-30");
 * } catch (error) {
 *   console.log((error as Error).message);
 * }
 * ```
 * ```text output
 * 2026-02-28
 * run_date must be a real date as YYYY-MM-DD, got "2026-02-30"
 * ```
 */
export function parseRunDate(text: string): string {
  const midnight = new Date(`${text}T00:00:00Z`);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(midnight.getTime());
  // 2026-02-30 is read as March by some engines: a real day survives the way there and back.
  if (isDay && midnight.toISOString().slice(0, 10) === text) return text;
  throw new ArtifactsError(
    "RUN_DATE_INVALID",
    `run_date must be a real date as YYYY-MM-DD, got ${JSON.stringify(text)}`,
    { hint: "give the date that the run is for; no clock is asked for one" },
  );
}
