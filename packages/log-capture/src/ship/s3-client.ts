import type { S3Client } from "@aws-sdk/client-s3";

/**
 * A client of the ordinary AWS environment that gives up on a silent endpoint. Each request is repeated with growing,
 * random pauses; the deadline of the whole upload is the caller's. Where nothing tells the region S3 itself does.
 */
export async function createS3Client(): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const { AWS_REQUEST_CHECKSUM_CALCULATION, AWS_DEFAULT_REGION = "us-east-1" } = process.env;
  const settings: ConstructorParameters<typeof S3Client>[0] = {
    maxAttempts: 4,
    retryMode: "standard",
    followRegionRedirects: true,
    // Every body is signed with its SHA-256, which S3 verifies; a second sum would cost a fifth of the upload.
    ...(AWS_REQUEST_CHECKSUM_CALCULATION === undefined ? { requestChecksumCalculation: "WHEN_REQUIRED" } : {}),
    requestHandler: { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  };
  const client = new S3Client(settings);
  try {
    await client.config.region();
    return client;
  } catch {
    return new S3Client({ ...settings, region: AWS_DEFAULT_REGION });
  }
}
