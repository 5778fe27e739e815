import type { S3Client } from "@aws-sdk/client-s3";

import type { SecretMatcher } from "../redact/patterns.ts";
import { shipTimeoutFor } from "./deadline.ts";
import { createNamedObject, type NamedObjectOptions, type Shipped } from "./named-object.ts";
import { createS3Client } from "./s3-client.ts";
import { type LogSnapshot, openSnapshot, sizeOf } from "./snapshot.ts";

export interface ShipperOptions extends NamedObjectOptions {
  readonly matcher: SecretMatcher | undefined;
  /** The log as it is now. */
  readonly snapshot: () => LogSnapshot;
  /** @default 30,000, and 1,000 more for every 4 MiB */
  readonly timeoutMs: number | undefined;
  /** Told what went wrong during the run; the end tells by rejecting. */
  readonly onProblem: (error: unknown) => void;
}

/** Ships one log: now and then while it grows, and whole at the end. Never two uploads at a time. */
export interface Shipper {
  /** Ships what is there, unless nothing is new. */
  shipNow(metadata: Readonly<Record<string, string>>): Promise<void>;
  /** Waits for an upload that is under way, then ships the whole; within one time limit for both. */
  finish(metadata: Readonly<Record<string, string>>, at: Date): Promise<Shipped>;
}

export async function createShipper(
  options: ShipperOptions,
  effects: { readonly s3?: S3Client | undefined },
): Promise<Shipper> {
  const { matcher, snapshot, timeoutMs, onProblem } = options;
  const s3 = effects.s3 ?? (await createS3Client());
  const object = createNamedObject(s3, options);
  const limit = new AbortController();
  let underWay: Promise<void> | undefined;
  let lastBytes = -1;
  const put = (metadata: Readonly<Record<string, string>>, at: Date, deadline: AbortSignal): Promise<Shipped> => {
    const now = snapshot();
    const expectedBytes = sizeOf(now);
    return object.put({ open: () => openSnapshot(now, matcher), expectedBytes, metadata }, at, deadline);
  };
  const limitFor = (): number => timeoutMs ?? shipTimeoutFor(sizeOf(snapshot()));
  return {
    async shipNow(metadata) {
      const bytes = seenBy(snapshot());
      if (underWay !== undefined || bytes === lastBytes) return;
      const deadline = AbortSignal.any([limit.signal, AbortSignal.timeout(limitFor())]);
      underWay = put(metadata, new Date(), deadline).then(
        () => {
          lastBytes = bytes;
        },
        (error: unknown) => onProblem(error),
      );
      await underWay;
      underWay = undefined;
    },
    async finish(metadata, at) {
      const timer = setTimeout(() => limit.abort(new Error("the time for shipping is over")), limitFor());
      try {
        await underWay;
        return await put(metadata, at, limit.signal);
      } finally {
        clearTimeout(timer);
        if (effects.s3 === undefined) s3.destroy();
      }
    },
  };
}

function seenBy({ bytes, unwritten }: LogSnapshot): number {
  return bytes + (unwritten?.bytes ?? 0);
}
