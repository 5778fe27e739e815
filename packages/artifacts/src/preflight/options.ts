import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";

/** What a stage will need: each entry is one check. */
export interface PreflightOptions {
  readonly bucket: string;
  /** Keys that will be read; what is not made yet may be missing, what may not be read is refused. */
  readonly reads?: readonly string[] | undefined;
  /** Prefixes of the keys that will be written. */
  readonly writes?: readonly string[] | undefined;
  /** Libraries the stage will need: name → a module of it, as `import.meta.resolve(name)` tells. */
  readonly libraries?: Readonly<Record<string, string>> | undefined;
  /** Variables that must be set and not empty. */
  readonly environment?: readonly string[] | undefined;
  /** Programs that must be on the PATH. */
  readonly programs?: readonly string[] | undefined;
  /** Names of parameters in Parameter Store. */
  readonly secrets?: readonly string[] | undefined;
  /** URLs whose server must answer, with whatever. */
  readonly reach?: readonly string[] | undefined;
  /** Free space in the temporary folder, MiB. @default 64 */
  readonly diskMiB?: number | undefined;
  /** Told of each check: what was found, or what is wrong. */
  readonly onCheck?: ((line: string) => void) | undefined;
}

/** What {@link preflight} checks with. */
export interface PreflightEffects {
  /** @default made from the ordinary environment (AWS_REGION, AWS_ENDPOINT_URL_S3, …) */
  readonly s3?: S3Client | undefined;
  /** @default made from the ordinary environment, where there are secrets to check */
  readonly ssm?: SSMClient | undefined;
  /** @default the running Node's */
  readonly nodeVersion?: string | undefined;
  /** @default the process's */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}
