/** @module-tag slow */
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";

import { startTestCloud, until } from "../../../testing/cloud.ts";
import type { CloudEvent } from "../../index.ts";

/** Puts an object with the key that is given, or with that of its environment. */
const PUT = `const [url, key = process.env.AWS_ACCESS_KEY_ID] = process.argv.slice(1);
const authorization = "AWS4-HMAC-SHA256 Credential=" + key + "/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=none";
await fetch(url, { method: "PUT", body: "x", headers: { authorization } });`;

test("in a plain sandbox, too, commands are told apart by who has started what sends", async () => {
  await using test_ = await startTestCloud({ sandbox: "plain" });
  const events: CloudEvent[] = [];
  test_.cloud.subscribe((event) => events.push(event));
  const { endpoint, region } = test_.cloud;
  const s3 = new S3Client({ endpoint, region, forcePathStyle: true, credentials: test_.ec2.config.credentials });
  await s3.send(new CreateBucketCommand({ Bucket: "things" }));
  s3.destroy();
  const box = await test_.boot();
  const put = (key: string, more = ""): string =>
    `${process.execPath} --input-type=module -e '${PUT}' -- ${endpoint}/things/${key} ${more}`;
  const scripts = [put("own"), `env -i ${put("made-up", "test")}`, `env -i ${put("made-up-too", "test")}; true`];
  const ids = await Promise.all(scripts.map((script) => test_.send(box, [script])));
  const writers = (): readonly unknown[] =>
    ["own", "made-up", "made-up-too"].map((key) => {
      const event = events.find((each) => each.type === "object" && each.key === key);
      return event?.type === "object" ? event.by : undefined;
    });
  await until(() => writers().every((by) => by !== undefined));
  expect(writers()).toEqual(ids.map((commandId) => ({ kind: "command", commandId, instanceId: box })));
});
