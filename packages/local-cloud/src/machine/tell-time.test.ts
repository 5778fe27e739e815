/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect, test } from "vitest";

import { startTestCloud } from "../../testing/cloud.ts";

test("machines and functions have the cloud's time, also after it has jumped", async () => {
  const module = `data:text/javascript,${encodeURIComponent(
    "export const handler = async () => [new Date(), new Date(Date.now()), new Date(0), new Date() instanceof Date];",
  )}`;
  await using test_ = await startTestCloud({
    clock: rehearsalClock({ startAt: Date.parse("2026-05-23T09:00:00Z") }),
    functions: { when: { module } },
  });
  const { cloud } = test_;
  const lambda = new LambdaClient({
    endpoint: cloud.endpoint,
    credentials: { accessKeyId: "x", secretAccessKey: "y" },
    maxAttempts: 1,
  });
  const id = await test_.boot();
  const date = async (): Promise<string | undefined> =>
    (await test_.run(id, ["date -u +%FT%H; /bin/date -d '+1 day' +%F"])).StandardOutputContent;
  expect(await date()).toBe("2026-05-23T09\n2026-05-24\n");
  await new Promise<void>((resolve) => cloud.clock.schedule(30 * 3_600_000, resolve));
  expect(await date()).toBe("2026-05-24T15\n2026-05-25\n");
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "when" }));
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toEqual([
    expect.stringMatching("^2026-05-24T15:"),
    expect.stringMatching("^2026-05-24T15:"),
    "1970-01-01T00:00:00.000Z",
    true,
  ]);
});
