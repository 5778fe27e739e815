import { UsageError } from "@alpha-engine/command-line";

/** What a stage needs beside what it knows itself, e.g. for commands of its operator's own. */
export interface StageNeeds {
  readonly environment?: readonly string[];
  readonly secrets?: readonly string[];
  readonly reach?: readonly string[];
  readonly programs?: readonly string[];
  /** Prefixes of keys. */
  readonly writes?: readonly string[];
  readonly diskMiB?: number;
}

const LISTS: ReadonlySet<string> = new Set(["environment", "secrets", "reach", "programs", "writes"]);

/** Option parser: what the launcher's config says beside what the stage says itself. */
export function needsOption(text: string): StageNeeds {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError("--needs: expected JSON");
  }
  if (!isNeeds(value)) throw new UsageError('--needs: expected needs such as {"secrets":["/app/KEY"],"diskMiB":500}');
  return value as StageNeeds;
}

function isNeeds(value: unknown): boolean {
  return (
    isRecord(value) &&
    Object.entries(value).every(([key, item]) =>
      key === "diskMiB"
        ? Number.isInteger(item)
        : LISTS.has(key) && Array.isArray(item) && item.every((word) => typeof word === "string"),
    )
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
