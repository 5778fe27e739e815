/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { startTestCloud } from "../../../testing/cloud.ts";

test("a presigned URL is good while it is by the cloud's time, where that is behind the wall's", async () => {
  const startAt = Date.parse("2020-05-23T09:00:00Z");
  await using test_ = await startTestCloud({ clock: rehearsalClock({ startAt }) });
  const { endpoint, environment } = test_.cloud;
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  const client = new S3Client({
    endpoint,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
  });
  await client.send(new CreateBucketCommand({ Bucket: "a-bucket" }));
  await client.send(new PutObjectCommand({ Bucket: "a-bucket", Key: "k", Body: "x" }));
  const signed = (stamp: string): string => {
    const credential = encodeURIComponent(`${accessKeyId}/${stamp.slice(0, 8)}/us-east-1/s3/aws4_request`);
    const words = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${stamp}`;
    return `${endpoint}/a-bucket/k?${words}&X-Amz-Expires=600&X-Amz-SignedHeaders=host&X-Amz-Signature=${"0".repeat(64)}`;
  };
  expect((await fetch(signed("20200523T085500Z"))).status).toBe(200);
  expect((await fetch(signed("20200523T080000Z"))).status).toBe(403);
});
