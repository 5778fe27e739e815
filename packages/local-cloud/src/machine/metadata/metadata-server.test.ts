/** @module-tag slow */
import { rehearsalClock, simulatedClock } from "@alpha-engine/asl";
import type { RunInstancesCommandInput } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import { answerMetadata, startMetadataServer } from "./metadata-server.ts";

const METADATA = {
  instanceId: "i-1",
  instanceType: "c7i.large",
  imageId: "ami-1",
  reservationId: "r-1",
  accessKeyId: "LOCALCLOUDX000000001",
  launchIndex: 0,
  availabilityZone: "us-east-1a",
  place: { partition: "aws", region: "us-east-1", accountId: "000000000000" },
  privateIp: "10.0.0.1",
  hostname: "ip-10-0-0-1",
  securityGroupIds: [],
  profile: undefined,
  userData: undefined,
  lifecycle: "spot",
  launchedAt: 0,
  options: { httpTokens: "required", httpEndpoint: "enabled", hopLimit: 1, instanceMetadataTags: "disabled" },
  tags: () => new Map<string, string>(),
} as const;

let test_: TestCloud;
let id: string;
let endpoint: string;
let token: string;
beforeAll(async () => {
  test_ = await startTestCloud();
  id = await test_.boot({
    InstanceMarketOptions: { MarketType: "spot" },
    SubnetId: "subnet-d",
    IamInstanceProfile: { Name: "made-up-role" },
  });
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

test("metadata is listed, and has placement, identity and the role's credentials, which cannot be real", async () => {
  const read = async (path: string): Promise<string> => await (await get(path)).text();
  expect((await read("meta-data/")).split("\n")).toEqual(
    expect.arrayContaining(["ami-id", "iam/", "instance-id", "placement/", "services/"]),
  );
  expect(await read("meta-data/placement")).toBe("availability-zone\navailability-zone-id\nregion");
  expect(await read("meta-data/iam/security-credentials/")).toBe("made-up-role");
  expect(JSON.parse(await read("meta-data/iam/security-credentials/made-up-role"))).toMatchObject({
    Code: "Success",
    AccessKeyId: expect.stringMatching(/^LOCALCLOUD\w{10}$/) as string,
    Expiration: expect.stringMatching(/Z$/) as string,
  });
  expect(JSON.parse(await read("dynamic/instance-identity/document"))).toMatchObject({
    instanceId: id,
    accountId: "000000000000",
    region: "us-east-1",
    availabilityZone: "us-east-1d",
  });
  expect((await get("meta-data/tags/instance/Name")).status).toBe(404);
  expect((await get("meta-data/spot/")).status).toBe(404);
});

test("tags are told where the launch allows it, and a token is not needed where it is optional", async () => {
  const MetadataOptions = { HttpTokens: "optional", InstanceMetadataTags: "enabled" } as const;
  const TagSpecifications = [{ ResourceType: "instance" as const, Tags: [{ Key: "Name", Value: "box" }] }];
  const open = await test_.boot({ MetadataOptions, TagSpecifications });
  const base = test_.cloud.instances().find(({ instanceId }) => instanceId === open)?.metadataEndpoint ?? "";
  const answer = await fetch(`${base}/latest/meta-data/tags/instance/Name`);
  expect([answer.status, await answer.text()]).toEqual([200, "box"]);
  const headers = { "x-aws-ec2-metadata-token": "guess" };
  expect((await fetch(`${base}/latest/meta-data/ami-id`, { headers })).status).toBe(401);
});

test("a token ends after its time", async () => {
  const clock = simulatedClock({ startAt: Date.now() });
  const metadata = { ...METADATA, reclaimAt: () => undefined, rebalanceAt: () => undefined };
  const server = await startMetadataServer(answerMetadata(metadata, () => clock.now()));
  const ask = { method: "PUT", headers: { "x-aws-ec2-metadata-token-ttl-seconds": "5" } };
  const short = await (await fetch(`${server.endpoint}/latest/api/token`, ask)).text();
  const look = async (): Promise<number> =>
    (await fetch(`${server.endpoint}/latest/meta-data/ami-id`, { headers: { "x-aws-ec2-metadata-token": short } }))
      .status;
  expect(await look()).toBe(200);
  await clock.advance(5000);
  expect(await look()).toBe(401);
  await server.close();
});

test("the notice of a reclaim is not there before it is", async () => {
  expect((await get("meta-data/spot/instance-action")).status).toBe(404);
  expect((await get("meta-data/events/recommendations/rebalance")).status).toBe(404);
  const before = Math.floor(Date.now() / 1000) * 1000;
  test_.cloud.reclaim(id, { noticeLead: 120 });
  const notice = (await (await get("meta-data/spot/instance-action")).json()) as { action: string; time: string };
  expect(notice.action).toBe("terminate");
  expect(notice.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(Date.parse(notice.time) - before).toBeGreaterThanOrEqual(120_000);
  expect(await (await get("meta-data/events/recommendations/rebalance")).json()).toHaveProperty("noticeTime");
});

test("a reclaim recommends first, and may come without a notice or without anything", async () => {
  await using fast = await startTestCloud({ clock: rehearsalClock({ rate: 20 }) });
  const spot = { InstanceMarketOptions: { MarketType: "spot" } } as const;
  const looker = async (input: RunInstancesCommandInput["InstanceMarketOptions"]) => {
    const own = await fast.boot({ InstanceMarketOptions: input });
    const base = fast.cloud.instances().find(({ instanceId }) => instanceId === own)?.metadataEndpoint ?? "";
    const ask = { method: "PUT", headers: { "x-aws-ec2-metadata-token-ttl-seconds": "21600" } };
    const given = await (await fetch(`${base}/latest/api/token`, ask)).text();
    const headers = { "x-aws-ec2-metadata-token": given };
    const status = async (path: string): Promise<number> =>
      (await fetch(`${base}/latest/meta-data/${path}`, { headers })).status;
    return {
      own,
      look: () => Promise.all([status("events/recommendations/rebalance"), status("spot/instance-action")]),
    };
  };
  const spotStatus = (own: string): string | undefined =>
    fast.cloud.instances().find(({ instanceId }) => instanceId === own)?.spotStatus;
  const usual = await looker(spot.InstanceMarketOptions);
  const release = fast.cloud.clock.hold();
  fast.cloud.reclaim(usual.own);
  expect(await usual.look()).toEqual([200, 404]);
  expect(spotStatus(usual.own)).toBe("fulfilled");
  await until(() => spotStatus(usual.own) === "instance-terminated-no-capacity");
  expect(await usual.look()).toEqual([200, 200]);
  const silent = await looker(spot.InstanceMarketOptions);
  fast.cloud.reclaim(silent.own, { noticeLead: 120, notice: false });
  expect(spotStatus(silent.own)).toBe("instance-terminated-no-capacity");
  expect(await silent.look()).toEqual([404, 404]);
  const sudden = await looker(spot.InstanceMarketOptions);
  fast.cloud.reclaim(sudden.own, { noticeLead: 0, stateReason: "missing" });
  await until(() => fast.cloud.instances().some((one) => one.instanceId === sudden.own && one.state === "terminated"));
  expect(fast.cloud.instances().find(({ instanceId }) => instanceId === sudden.own)?.stateReason).toBeUndefined();
  release();
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
