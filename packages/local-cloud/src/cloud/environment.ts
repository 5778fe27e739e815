/** What leads a program to this cloud and to no other: nothing of the person's own AWS settings is left in force. */
export function cloudEnvironment(region: string, router: string, storage: string): Record<string, string> {
  return {
    ...endpointVariables(router, storage),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
  };
}

/** What an instance's scripts get; the region they learn as on AWS, from the agent's variables or the metadata service. */
export function instanceEnvironment(router: string, storage: string, metadata: string): Record<string, string> {
  return { ...endpointVariables(router, storage), AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata };
}

/** Always an address, never a name: with a name the JS client puts the bucket in front of it (measured 2026-11: facts G4). */
function endpointVariables(router: string, storage: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: router,
    AWS_ENDPOINT_URL_S3: storage,
    AWS_ENDPOINT_URL_SNS: storage,
    AWS_ENDPOINT_URL_SQS: storage,
    AWS_ENDPOINT_URL_DYNAMODB: router,
    AWS_ACCESS_KEY_ID: "LOCALCLOUDNOTREAL000",
    AWS_SECRET_ACCESS_KEY: "not-a-secret",
  };
}
