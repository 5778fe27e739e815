import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";

import { classifyTermination } from "./classify.ts";

interface Said {
  readonly state?: string;
  readonly reason?: string;
  readonly transition?: string;
  readonly request?: string;
}

// What EC2 says of a death, in the combinations that were seen.
test.each<[Said, string, string]>([
  [{ state: "running", request: "instance-terminated-no-capacity" }, "reclaim", "spot request"],
  [{ state: "running", request: "marked-for-termination" }, "reclaim", "spot request"],
  [
    { state: "terminated", reason: "Client.UserInitiatedShutdown", request: "instance-terminated-by-price" },
    "reclaim",
    "spot request",
  ],
  [{ state: "terminated", reason: "Server.SpotInstanceTermination" }, "reclaim", "state reason"],
  [
    { state: "terminated", reason: "Server.SpotInstanceTermination", request: "instance-terminated-by-user" },
    "other",
    "spot request: instance-terminated-by-user",
  ],
  [
    { state: "shutting-down", transition: "Service initiated (2026-06-06 03:10:11 GMT)" },
    "reclaim",
    "state transition",
  ],
  [{ state: "shutting-down", transition: "Server.SpotInstanceTermination" }, "reclaim", "state transition"],
  [{ state: "running", transition: "Service initiated (2026-06-06 03:10:11 GMT)" }, "other", "is running"],
  [{ state: "terminated", reason: "Client.InstanceInitiatedShutdown" }, "other", "Client.InstanceInitiatedShutdown"],
  [{ state: "terminated", transition: "User initiated (2026-06-06 03:10:11 GMT)" }, "other", "User initiated"],
  [{ state: "terminated", reason: "Server.InternalError" }, "other", "Server.InternalError"],
  [{ state: "shutting-down" }, "unknown", "nothing says why"],
  [{}, "unknown", "does not know"],
])("%j is %s by its %s", async (said, classification, evidence) => {
  await using server = await answering(said);
  const result = await classifyTermination("i-0123456789abcdef0", {}, server);
  expect(result).toMatchObject({ classification, evidence: expect.stringContaining(evidence) });
});

test.each<[Said, readonly string[]]>([
  [
    { state: "terminated", reason: "Client.UserInitiatedShutdown", request: "instance-terminated-no-capacity" },
    ["state reason: Client.UserInitiatedShutdown"],
  ],
  [
    {
      state: "terminated",
      reason: "Server.SpotInstanceTermination",
      transition: "User initiated (2026-06-06 03:10:11 GMT)",
      request: "fulfilled",
    },
    ["state transition: User initiated (2026-06-06 03:10:11 GMT)"],
  ],
  [{ state: "terminated", reason: "Server.SpotInstanceTermination", request: "instance-terminated-by-price" }, []],
])("of %j it names what disagreed", async (said, disagreed) => {
  await using server = await answering(said);
  const result = await classifyTermination("i-0123456789abcdef0", {}, server);
  expect(result).toMatchObject({ classification: "reclaim", disagreed });
});

test("a reason that comes late is waited for, where there is patience", async () => {
  const said: Mutable<Said> = { state: "shutting-down" };
  await using server = await answering(said);
  const sleep = async (): Promise<void> => void (said.reason = "Server.SpotInstanceTermination");
  const ask = (patience?: number) => classifyTermination("i-0123456789abcdef0", { patience }, { ...server, sleep });
  expect(await ask()).toMatchObject({ classification: "unknown" });
  expect(await ask(30)).toMatchObject({ classification: "reclaim" });
});

test("an EC2 that never answers leaves it unknown, and says why", async () => {
  const ec2 = new EC2Client({ endpoint: "http://127.0.0.1:1", region: "us-east-1", maxAttempts: 1 });
  const result = await classifyTermination("i-0123456789abcdef0", {}, { ec2, sleep: async () => {} });
  expect(result).toMatchObject({ classification: "unknown", evidence: "EC2 did not say", disagreed: { length: 2 } });
});

test("what is no instance id is refused before EC2 is asked", async () => {
  await expect(classifyTermination("i-sweep")).rejects.toMatchObject({ code: "BAD_SPEC" });
});

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

async function answering(said: Said): Promise<{ readonly ec2: EC2Client } & AsyncDisposable> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.writeHead(200, { "content-type": "text/xml" });
      response.end(body.includes("Action=DescribeSpotInstanceRequests") ? requestsXml(said) : instancesXml(said));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ec2 = new EC2Client({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1" });
  return {
    ec2,
    [Symbol.asyncDispose]: async () => {
      ec2.destroy();
      server.close();
    },
  };
}

function instancesXml({ state, reason, transition = "" }: Said): string {
  const stateReason = reason === undefined ? "" : `<stateReason><code>${reason}</code></stateReason>`;
  const instance = `<item><instanceId>i-0123456789abcdef0</instanceId><instanceState><name>${state}</name></instanceState><reason>${transition}</reason>${stateReason}</item>`;
  const items = state === undefined ? "" : `<item><instancesSet>${instance}</instancesSet></item>`;
  return `<DescribeInstancesResponse><reservationSet>${items}</reservationSet></DescribeInstancesResponse>`;
}

function requestsXml({ request }: Said): string {
  const items = request === undefined ? "" : `<item><status><code>${request}</code></status></item>`;
  return `<DescribeSpotInstanceRequestsResponse><spotInstanceRequestSet>${items}</spotInstanceRequestSet></DescribeSpotInstanceRequestsResponse>`;
}
