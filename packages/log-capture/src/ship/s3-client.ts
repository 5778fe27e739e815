import { createClient } from "@alpha-engine/aws-calls";
import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";

/**
 * A client of the ordinary AWS environment that gives up on a silent endpoint. Each request is repeated with growing,
 * random pauses; the deadline of the whole upload is the caller's. Where nothing tells the region S3 itself does.
 */
export async function createS3Client(): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const config: S3ClientConfig = {
    maxAttempts: 4,
    retryMode: "standard",
    followRegionRedirects: true,
    // Every body is signed with its SHA-256, which S3 verifies; a second sum would cost a fifth of the upload.
    ...(process.env.AWS_REQUEST_CHECKSUM_CALCULATION === undefined
      ? { requestChecksumCalculation: "WHEN_REQUIRED" }
      : {}),
  };
  const settings = { requestTimeout: "20s", config } as const;
  const client = createClient(S3Client, settings);
  try {
    await client.config.region();
    return client;
  } catch {
    return createClient(S3Client, { ...settings, region: "us-east-1" });
  }
}
