import { ArtifactsError } from "../errors.ts";

/** Which object a refusal is about, and what makes it. */
export interface Place {
  readonly bucket: string;
  readonly key: string;
  readonly runDate: string;
  readonly hint: string | undefined;
}

/** Nothing was published there. */
export function missing({ bucket, key, runDate, hint }: Place): ArtifactsError {
  const message = `no artifact for run_date ${runDate}: s3://${bucket}/${key} does not exist`;
  return new ArtifactsError("ARTIFACT_MISSING", message, { key, hint });
}

/** What is there is not what its manifest says. */
export function corrupt({ bucket, key, runDate, hint }: Place, reason: string): ArtifactsError {
  const message = `artifact of run_date ${runDate} is damaged: s3://${bucket}/${key} ${reason}`;
  return new ArtifactsError("ARTIFACT_CORRUPT", message, { key, hint });
}
