import { LARGEST_PAYLOAD } from "../execution/payload.ts";
import type { JsonArray, JsonObject, JsonValue } from "../json.ts";

/** How large a batch may grow. */
interface BatchLimits {
  readonly maxItems?: number;
  readonly maxBytes?: number;
}

/** Puts items together as the inputs of children: `{BatchInput, Items}`. [doc: ItemBatcher] */
export function batched(items: JsonArray, batchInput: JsonValue | undefined, limits: BatchLimits): JsonObject[] {
  const { maxItems = Infinity, maxBytes = LARGEST_PAYLOAD } = limits;
  const frame: JsonObject = batchInput === undefined ? {} : { BatchInput: batchInput };
  const overhead = bytes({ ...frame, Items: [] });
  const batches: JsonObject[] = [];
  let batch: JsonValue[] = [];
  let size = overhead;
  const end = (): void => {
    if (batch.length > 0) batches.push({ ...frame, Items: batch });
    batch = [];
    size = overhead;
  };
  for (const item of items) {
    const added = bytes(item) + 1;
    if (batch.length >= maxItems || size + added > maxBytes) end();
    batch.push(item);
    size += added;
  }
  end();
  return batches;
}

function bytes(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value));
}
