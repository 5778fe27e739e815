import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";

let test_: TestCloud;
let id: string;
let endpoint: string;
let token: string;
beforeAll(async () => {
  test_ = await startTestCloud();
  id = await test_.boot({ InstanceMarketOptions: { MarketType: "spot" }, SubnetId: "subnet-d" });
  endpoint = test_.cloud.instances()[0]?.metadataEndpoint ?? "";
  token = await (await put({ "x-aws-ec2-metadata-token-ttl-seconds": "60" })).text();
});
afterAll(() => test_[Symbol.asyncDispose]());

const put = (headers: Record<string, string>): Promise<Response> =>
  fetch(`${endpoint}/latest/api/token`, { method: "PUT", headers });
const get = (
  path: string,
  headers: Record<string, string> = { "x-aws-ec2-metadata-token": token },
): Promise<Response> => fetch(`${endpoint}/latest/${path}`, { headers });

test("a token is given for a time within bounds, and not through a proxy", async () => {
  const given = await put({ "x-aws-ec2-metadata-token-ttl-seconds": "21600" });
  expect([given.status, given.headers.get("x-aws-ec2-metadata-token-ttl-seconds")]).toEqual([200, "21600"]);
  expect((await put({})).status).toBe(400);
  expect((await put({ "x-aws-ec2-metadata-token-ttl-seconds": "21601" })).status).toBe(400);
  const forwarded = { "x-aws-ec2-metadata-token-ttl-seconds": "60", "x-forwarded-for": "10.0.0.1" };
  expect((await put(forwarded)).status).toBe(403);
});

test("metadata is for those with a token", async () => {
  expect((await get("meta-data/instance-id", {})).status).toBe(401);
  expect((await get("meta-data/instance-id", { "x-aws-ec2-metadata-token": "guess" })).status).toBe(401);
  const read = async (path: string): Promise<string> => await (await get(`meta-data/${path}`)).text();
  expect(await read("instance-id")).toBe(id);
  expect(await read("instance-type")).toBe("c7i.large");
  expect(await read("placement/availability-zone")).toBe("us-east-1d");
  expect((await get("meta-data/nothing")).status).toBe(404);
});

test("the notice of a reclaim is not there before it is", async () => {
  expect((await get("meta-data/spot/instance-action")).status).toBe(404);
  expect((await get("meta-data/events/recommendations/rebalance")).status).toBe(404);
  const before = Math.floor(Date.now() / 1000) * 1000;
  test_.cloud.reclaim(id);
  const notice = (await (await get("meta-data/spot/instance-action")).json()) as { action: string; time: string };
  expect(notice.action).toBe("terminate");
  expect(notice.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Date.parse(notice.time) - before).toBeGreaterThanOrEqual(120_000);
  expect(await (await get("meta-data/events/recommendations/rebalance")).json()).toHaveProperty("noticeTime");
});

test("a script finds its instance's service by the variable that SDKs read", async () => {
  const script = `#!${process.execPath}
const base = process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
const headers = { "x-aws-ec2-metadata-token-ttl-seconds": "60" };
const token = await (await fetch(base + "/latest/api/token", { method: "PUT", headers })).text();
const id = await fetch(base + "/latest/meta-data/instance-id", { headers: { "x-aws-ec2-metadata-token": token } });
console.log(await id.text());`;
  await using plain = await startTestCloud({ sandbox: "plain" });
  const own = await plain.boot();
  const { StandardOutputContent } = await plain.run(own, [
    "cat >/tmp/who.mjs <<'EOF'",
    ...script.split("\n").slice(1),
    "EOF",
    `${process.execPath} /tmp/who.mjs; rm /tmp/who.mjs`,
  ]);
  expect(StandardOutputContent).toBe(`${own}\n`);
});
