import { expect, test } from "vitest";

import { createS3Client, needsPathStyle } from "./s3-client.ts";

test.each([
  ["http://127.0.0.1:4566", true],
  ["http://[::1]:4566", true],
  ["http://localhost:4566", true],
  ["https://s3.eu-central-1.amazonaws.com", false],
  [undefined, false],
  ["not an address", false],
])("with endpoint %s, the bucket in the path: %s", (endpoint, expected) => {
  expect(needsPathStyle(endpoint)).toBe(expected);
});

test("the endpoint for S3 wins over the endpoint for everything", async () => {
  const client = await createS3Client({
    AWS_ENDPOINT_URL: "https://aws.example",
    AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1",
  });
  expect(client.config.forcePathStyle).toBe(true);
});
