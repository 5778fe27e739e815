import type { ObjectStore } from "../store/object-store.ts";
import type { Check } from "./check.ts";
import type { PreflightOptions } from "./options.ts";

/** Of the bucket: that it answers, and that what will be read may be read and what will be written may be written. */
export function bucketChecks(
  { bucket, reads = [], writes = [] }: PreflightOptions,
  store: ObjectStore,
): readonly Check[] {
  return [
    {
      what: `bucket ${bucket}`,
      run: async () => {
        await store.head();
        return `bucket ${bucket} answers`;
      },
    },
    ...[...new Set(reads)].map((key) => ({
      what: `read s3://${bucket}/${key}`,
      run: async () => {
        const isThere = await store.mayRead(key);
        return `s3://${bucket}/${key} may be read${isThere ? "" : ", and is not made yet"}`;
      },
    })),
    ...[...new Set(writes)].map((prefix) => ({
      what: `write s3://${bucket}/${prefix}`,
      run: async () => {
        await store.mayWrite(prefix);
        return `s3://${bucket}/${prefix} may be written`;
      },
    })),
  ];
}
