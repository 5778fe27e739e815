/** The access key id of whoever comes from outside. */
export const OUTSIDE = "LOCALCLOUDNOTREAL000";

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: OUTSIDE,
  AWS_SECRET_ACCESS_KEY: "not-a-secret",
};

const OWN_VARIABLES: readonly string[] = ["S3", "SNS", "SQS", "DYNAMODB"];

/** What leads a program to this cloud and to no other: nothing of the person's own AWS settings is left in force. */
export function cloudEnvironment(region: string, endpoint: string): Record<string, string> {
  return {
    // Always an address, never a name: with a name the JS client puts the bucket in front of it (measured 2026-11).
    AWS_ENDPOINT_URL: endpoint,
    // Also where one of its own was exported before.
    ...Object.fromEntries(OWN_VARIABLES.map((service) => [`AWS_ENDPOINT_URL_${service}`, endpoint])),
    ...CREDENTIALS,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/**
 * What an instance's scripts get; the region they learn as on AWS, from the agent's variables or the metadata service, whose
 * endpoint is told where it is not AWS's own.
 */
export function instanceEnvironment(
  cloud: Readonly<Record<string, string>>,
  metadataEndpoint: string | undefined,
  accessKeyId: string,
): Record<string, string> {
  const endpoints = Object.entries(cloud).filter(([name]) => name.startsWith("AWS_ENDPOINT_URL"));
  const metadata = metadataEndpoint === undefined ? {} : { AWS_EC2_METADATA_SERVICE_ENDPOINT: metadataEndpoint };
  return { ...Object.fromEntries(endpoints), ...CREDENTIALS, AWS_ACCESS_KEY_ID: accessKeyId, ...metadata };
}
