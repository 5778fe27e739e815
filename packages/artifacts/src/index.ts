export {
  ArtifactCorruptError,
  ArtifactError,
  ArtifactMissingError,
  ArtifactStoreError,
  PreflightError,
  RunDateError,
} from "./errors.ts";
export { fileRecord } from "./manifest/file-record.ts";
export { type FileRecord, type Manifest, MANIFEST_NAME } from "./manifest/manifest.ts";
export { installedLibrary, type InstalledLibrary } from "./preflight/installed-library.ts";
export { preflight, type PreflightEffects, type PreflightSpec } from "./preflight/preflight.ts";
export type { ArtifactReader } from "./run/artifact-reader.ts";
export {
  openRun,
  type ArtifactFile,
  type Published,
  type PublishOptions,
  type Run,
  type RunEffects,
  type RunLocation,
} from "./run/open-run.ts";
export { parseRunDate } from "./run/run-date.ts";
export { stagePrefix, type Stage } from "./run/stages.ts";
