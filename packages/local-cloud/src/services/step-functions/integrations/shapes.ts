import type { JsonValue } from "@alpha-engine/asl";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Parameters as the SDK wants them: instants as dates, names in the service's spelling. */
export function toSdk(value: JsonValue, smallLetters: boolean, key = ""): unknown {
  if (Array.isArray(value)) return (value as JsonValue[]).map((item) => toSdk(item, smallLetters, key));
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      // What is null is not given. [LocalStack's recordings of AWS, test_start_execution_sync, 2024]
      Object.entries(value)
        .filter(([, item]) => item !== null)
        .map(([name, item]) => [smallLetters ? withFirst(name, "toLowerCase") : name, toSdk(item, smallLetters, name)]),
    );
  }
  const isInstant =
    typeof value === "string" && /(?:Time|Date|Timestamp|Before|After)$/.test(key) && INSTANT.test(value);
  return isInstant ? new Date(value) : value;
}

/** A result as Step Functions shows it: instants as text, bytes as text, nothing that is absent. */
export async function fromSdk(value: unknown, smallLetters: boolean): Promise<JsonValue | undefined> {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (isStream(value)) return await value.transformToString();
  if (Array.isArray(value))
    return (await Promise.all(value.map((item) => fromSdk(item, smallLetters)))).filter((item) => item !== undefined);
  if (typeof value !== "object") return value as JsonValue;
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([name, item]) =>
        [smallLetters ? withFirst(name, "toUpperCase") : name, await fromSdk(item, smallLetters)] as const,
    ),
  );
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, JsonValue] => entry[1] !== undefined));
}

/** A body or payload may be given as JSON where the service takes text. */
export function asText(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  return JSON.stringify(value);
}

function isStream(value: unknown): value is { transformToString(): Promise<string> } {
  return typeof value === "object" && value !== null && "transformToString" in value;
}

function withFirst(name: string, change: "toLowerCase" | "toUpperCase"): string {
  return name.charAt(0)[change]() + name.slice(1);
}
