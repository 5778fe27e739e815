/** @module-tag slow */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { offerings } from "./offerings.ts";

let rig: TestCloud;
beforeAll(async () => {
  rig = await startTestCloud({
    subnets: { "subnet-x": { zone: "us-east-1a" }, "subnet-y": { zone: "us-east-1e", freeAddresses: 3 } },
    capacity: { pools: [{ instanceType: "p5.48xlarge", zone: "us-east-1e", offered: false }] },
  });
});
afterAll(() => rig[Symbol.asyncDispose]());

const instanceTypes = ["c7i.large", "p5.48xlarge"];

test("every type is said of every subnet, and whether its zone has it", async () => {
  const found = await offerings({ instanceTypes }, rig);
  expect(found.map((one) => [one.instanceType, one.subnetId, one.availabilityZone, one.offered])).toEqual([
    ["c7i.large", "subnet-x", "us-east-1a", true],
    ["c7i.large", "subnet-y", "us-east-1e", true],
    ["p5.48xlarge", "subnet-x", "us-east-1a", true],
    ["p5.48xlarge", "subnet-y", "us-east-1e", false],
  ]);
  expect(found[1]?.freeAddresses).toBe(3);
});

test("only the subnets that were asked for", async () => {
  const found = await offerings({ instanceTypes, subnetIds: ["subnet-y"] }, rig);
  expect(found.map(({ subnetId }) => subnetId)).toEqual(["subnet-y", "subnet-y"]);
});

test("the command prints them with tabs", async () => {
  const bin = join(import.meta.dirname, "../../dist/bin.js");
  const args = [bin, "offerings", "--types", "p5.48xlarge", "--subnets", "subnet-x,subnet-y"];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { PATH: process.env.PATH, ...rig.cloud.environment },
  });
  expect(stdout).toBe("p5.48xlarge\tsubnet-x\tus-east-1a\toffered\np5.48xlarge\tsubnet-y\tus-east-1e\tnot-offered\n");
});
