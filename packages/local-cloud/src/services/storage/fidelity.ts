import type { FidelityEntry } from "../../fidelity-entry.ts";

/** S3. */
export const storage: readonly FidelityEntry[] = [
  {
    id: "s3-not-implemented",
    behaviour: "S3 answers what it cannot do with NotImplemented, 501, in its XML.",
    kind: "documentation",
    source: "S3 error responses",
    date: "2026",
    file: "src/services/storage/unsupported.ts",
    test: "S3 refuses %s in its XML",
  },
  {
    id: "conditional-put",
    behaviour: "A PUT with If-None-Match: * of a key that exists is PreconditionFailed, also of many at the same time.",
    kind: "documentation",
    source: "S3 conditional writes",
    date: "2024-08",
    file: "src/services/storage/object-guard.ts",
    test: "an object that may only be new is written once, also of many at the same time",
  },
];
