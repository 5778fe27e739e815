import { isIP } from "node:net";

import { createClient } from "@alpha-engine/aws-calls";
import type { S3Client } from "@aws-sdk/client-s3";

/**
 * A client made from the ordinary environment. The SDK is loaded when the first request is made, so that a command
 * can greet, and refuse bad words, before it.
 */
export async function createS3Client(environment: NodeJS.ProcessEnv = process.env): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const forcePathStyle = needsPathStyle(environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL);
  return createClient(S3Client, { config: { forcePathStyle } });
}

/** `bucket.127.0.0.1` is not a name, and `bucket.localhost` is one on some machines only. */
export function needsPathStyle(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  const host = new URL(endpoint).hostname.replace(/^\[(.*)\]$/, "$1");
  return host === "localhost" || isIP(host) !== 0;
}
