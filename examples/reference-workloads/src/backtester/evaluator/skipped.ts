import { UsageError } from "@alpha-engine/command-line";

/** The steps a report speaks of, in the order in which they run. */
export const SECTION_NAMES = [
  "morning_enrich",
  "data_phase1",
  "rag_ingestion",
  "research",
  "predictor_training",
  "backtester",
  "parity",
] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

/** Which steps the operator skipped; one that is not named was not skipped. */
export type Skipped = Readonly<Partial<Record<SectionName, boolean>>>;

/** Adds one `name=true|false` word, strictly. */
export function addSkipped(word: string, before: Skipped): Skipped {
  const [name, value, ...rest] = word.split("=");
  const known = SECTION_NAMES.find((section) => section === name);
  if (known === undefined) {
    throw new UsageError(`--skipped: unknown step '${name}', expected one of ${SECTION_NAMES.join(", ")}`);
  }
  if ((value !== "true" && value !== "false") || rest.length > 0) {
    throw new UsageError(`--skipped ${known}: expected ${known}=true or ${known}=false, got '${word}'`);
  }
  if (before[known] !== undefined && before[known] !== (value === "true")) {
    throw new UsageError(`--skipped ${known}: given as true and as false`);
  }
  return { ...before, [known]: value === "true" };
}

/** Whoever skips the backtester skips its parity with it. */
export function isSkipped(name: SectionName, skipped: Skipped): boolean {
  return skipped[name] === true || (name === "parity" && skipped.backtester === true);
}
