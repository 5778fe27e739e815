/** @module-tag slow */
import { expect, test } from "vitest";

import { specFor } from "../../testing/cloud.ts";
import { openSilentServer, type SilentServer } from "../../testing/silent-server.ts";
import { waitUntilRunning } from "../instance/wait-until-running.ts";
import { launch } from "../launch/launch.ts";
import { offerings } from "../offerings/offerings.ts";
import { reap } from "../reap/reap.ts";
import { classifyTermination } from "../termination/classify.ts";
import { fleetOf } from "../termination/fleet-of.ts";
import { giveBack } from "../termination/give-back.ts";

const ID = "i-0123456789abcdef0";
const callTimeout = "100ms";

interface Silence extends SilentServer {
  readonly sleep: () => Promise<void>;
  /** How often a pause was made. */
  readonly pauses: () => number;
}

/** An EC2 that never answers, and no pauses: what ends is ended by the bound of each call alone. */
async function silent(answers?: Readonly<Record<string, string>>): Promise<Silence> {
  let pauses = 0;
  return { ...(await openSilentServer(answers)), sleep: async () => void (pauses += 1), pauses: () => pauses };
}

test("classify says that EC2 did not", async () => {
  await using ec2 = await silent();
  const { classification, evidence } = await classifyTermination(ID, { callTimeout }, ec2);
  expect({ classification, evidence }).toEqual({ classification: "unknown", evidence: "EC2 did not say" });
  // Two questions, five times each.
  expect(ec2.pauses()).toBe(8);
});

test("give back asks ten times and says which command to type", async () => {
  await using ec2 = await silent();
  await expect(giveBack(ID, { callTimeout }, ec2)).rejects.toMatchObject({ code: "GIVE_BACK_FAILED" });
  expect(ec2.pauses()).toBe(9);
});

test("the fleet's object is not waited for when the instance is given back", async () => {
  const gone = `<TerminateInstancesResponse><instancesSet/></TerminateInstancesResponse>`;
  await using ec2 = await silent({ TerminateInstances: gone });
  await giveBack({ instanceId: ID, fleetId: "fleet-1" }, { callTimeout: "1s" }, ec2);
  expect(ec2.calls).toContain("DeleteFleets");
});

test("waiting for an instance to run is over in time", async () => {
  await using ec2 = await silent();
  const waiting = waitUntilRunning(ID, { timeout: "500ms", callTimeout }, { ec2: ec2.ec2 });
  await expect(waiting).rejects.toMatchObject({ code: "NEVER_RUNNING" });
});

test("a launch is not begun", async () => {
  await using ec2 = await silent();
  await expect(launch({ ...specFor(), callTimeout }, ec2)).rejects.toMatchObject({ code: "EC2_UNREACHABLE" });
});

test("reap names each kind that it could not list", async () => {
  await using ec2 = await silent();
  let now = 0;
  const unlisted: string[] = [];
  const onUnlisted = ({ kind }: { readonly kind: string }): void => void unlisted.push(kind);
  await reap({ callTimeout, onUnlisted }, { ...ec2, now: () => (now += 10_000) });
  expect(unlisted).toEqual(["instance", "volume", "spot-request", "launch-template"]);
});

test("offerings and the fleet of an instance are not waited for without end", async () => {
  await using ec2 = await silent();
  let now = 0;
  const effects = { ...ec2, now: () => (now += 10_000) };
  await expect(offerings({ instanceTypes: ["c7i.large"], callTimeout }, effects)).rejects.toMatchObject({
    code: "EC2_UNREACHABLE",
  });
  expect(await fleetOf(ID, { callTimeout }, effects)).toBeUndefined();
});
