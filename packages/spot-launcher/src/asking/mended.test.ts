/** @module-tag slow */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { openFaultyWay } from "@alpha-engine/faulty-way";
import { EC2Client } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { specFor, startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { waitUntilRunning } from "../instance/wait-until-running.ts";
import { launch } from "../launch/launch.ts";
import { offerings } from "../offerings/offerings.ts";
import { reap } from "../reap/reap.ts";
import { classifyTermination } from "../termination/classify.ts";
import { giveBack } from "../termination/give-back.ts";

describe.each([600, -600])("beside an EC2 whose clock is %i seconds off", (clockSkewSeconds) => {
  let rig: TestCloud;
  beforeAll(async () => {
    rig = await startTestCloud({ faults: { clockSkewSeconds } });
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  /** One that has not learned the time yet. */
  const fresh = (): { readonly ec2: EC2Client } => ({
    ec2: new EC2Client({ endpoint: rig.cloud.endpoint, region: rig.cloud.region, maxAttempts: 1 }),
  });

  test("an instance is launched, waited for, classified, given back and reaped", async () => {
    const deadline = new Date(Date.now() - 3_600_000);
    const { instanceId } = await launch(specFor({ deadline }), fresh());
    await waitUntilRunning(instanceId, {}, fresh());
    expect(await classifyTermination(instanceId, {}, fresh())).toMatchObject({ evidence: "the instance is running" });
    expect(await offerings({ instanceTypes: ["c7i.large"], subnetIds: ["subnet-a"] }, fresh())).toHaveLength(1);
    expect(await reap({ apply: true }, fresh())).toMatchObject([{ id: instanceId, taken: true }]);
    await giveBack(instanceId, {}, fresh());
  });
});

test("credentials that are renewed in their file during a call are read again", async () => {
  await using rig = await startTestCloud();
  const directory = await mkdtemp(join(tmpdir(), "spot-launcher-credentials-"));
  const file = join(directory, "credentials");
  // The cloud's own: it takes no other.
  const renewed = rig.cloud.environment["AWS_ACCESS_KEY_ID"] ?? "";
  const write = (key: string): void =>
    writeFileSync(file, `[default]\naws_access_key_id = ${key}\naws_secret_access_key = not-a-secret\n`);
  write("AKIAEXPIREDEXPIRED00");
  const keyOf = (authorization = ""): string => /Credential=(\w+)/.exec(authorization)?.[1] ?? "";
  const expired = `<Response><Errors><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></Errors></Response>`;
  await using way = await openFaultyWay(
    rig.cloud.endpoint,
    ({ authorization }) => keyOf(authorization),
    (key) => {
      if (key !== "AKIAEXPIREDEXPIRED00") return undefined;
      // The answer goes out only when the file is renewed.
      write(renewed);
      return { status: 400, contentType: "text/xml", body: expired };
    },
  );
  const bin = join(import.meta.dirname, "../../dist/bin.js");
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: way.endpoint,
    AWS_REGION: rig.cloud.region,
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: join(directory, "config"),
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const args = [bin, "offerings", "--types", "c7i.large", "--subnets", "subnet-a"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  expect(stdout).toBe("c7i.large\tsubnet-a\tus-east-1a\toffered\n");
  expect(way.calls).toContain("AKIAEXPIREDEXPIRED00");
  expect(way.calls).toContain(renewed);
  await rm(directory, { recursive: true });
});
