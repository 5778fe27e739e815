import type { S3Client } from "@aws-sdk/client-s3";

import { ArtifactError } from "../errors.ts";
import { openObjectStore } from "../store/object-store.ts";
import { installedLibrary } from "./installed-library.ts";

export interface PreflightSpec {
  readonly bucket: string;
  /** Libraries the stage will need: name → a module of it, as `import.meta.resolve(name)` tells. */
  readonly libraries?: Readonly<Record<string, string>>;
}

export interface PreflightEffects {
  readonly s3?: S3Client | undefined;
  /** Told of each check that passed, as it passes. */
  readonly log?: ((line: string) => void) | undefined;
  /** @default the running Node's */
  readonly nodeVersion?: string | undefined;
}

const OLDEST_NODE = 24;

/** Checks what a stage will need, and neither reads nor writes an object. Throws at the first thing that is not there. */
export async function preflight(
  { bucket, libraries = {} }: PreflightSpec,
  { s3, log = () => {}, nodeVersion = process.versions.node }: PreflightEffects = {},
): Promise<void> {
  if (Number.parseInt(nodeVersion, 10) < OLDEST_NODE) {
    throw new ArtifactError("NODE_TOO_OLD", `Node ${OLDEST_NODE} or newer is needed, this is ${nodeVersion}`);
  }
  log(`node ${nodeVersion}`);
  const sdk = { "@aws-sdk/client-s3": import.meta.resolve("@aws-sdk/client-s3") };
  for (const [name, url] of Object.entries({ ...sdk, ...libraries })) {
    log(`${name} ${installedLibrary(name, url).version}`);
  }
  await openObjectStore(bucket, s3).head();
  log(`bucket ${bucket} answers`);
}
