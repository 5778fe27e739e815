/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";

describe("a machine that reboots", () => {
  let test_: TestCloud;
  beforeAll(async () => {
    test_ = await startTestCloud({ clock: rehearsalClock({ rate: 100 }), sandbox: "plain" });
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test("stops running a script again after fifteen times", async () => {
    const id = await test_.boot();
    const script = ["f=/home/ec2-user/runs; echo x >>$f", "echo run $(wc -l <$f); exit 194"];
    const { StandardOutputContent, ResponseCode, Status } = await test_.run(id, script);
    expect([StandardOutputContent, ResponseCode, Status]).toEqual(["run 16\n", 194, "Failed"]);
  });

  test("without having been asked for by 194 fails what ran, a minute later, in the agent's words", async () => {
    const id = await test_.boot();
    const commandId = await test_.send(id, ["echo before; sleep 60"]);
    await until(() => test_.cloud.commands().at(-1)?.startedAt !== undefined);
    const started = test_.cloud.clock.now();
    await test_.send(id, ["reboot"]);
    expect(await test_.end(id, commandId)).toMatchObject({
      Status: "Failed",
      StandardOutputContent: "",
      StandardErrorContent: expect.stringContaining("document process failed unexpectedly") as string,
    });
    expect(test_.cloud.clock.now() - started).toBeGreaterThanOrEqual(60_000);
    const after = test_.cloud.instances().find(({ instanceId }) => instanceId === id);
    expect(after).toMatchObject({ state: "running", online: true });
  });
});

describe("a script that is killed by a signal", () => {
  let test_: TestCloud;
  beforeAll(async () => {
    test_ = await startTestCloud({ images: { amazon: {}, other: { sh: "dash" } } });
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test("is -1 and Failed where sh is bash, as on Amazon Linux", async () => {
    const id = await test_.boot({ ImageId: "amazon" });
    expect(await test_.run(id, ["#!/bin/sh", "kill -KILL $$"])).toMatchObject({
      Status: "Failed",
      StatusDetails: "Failed",
      ResponseCode: -1,
      StandardErrorContent: "failed to run commands: signal: killed",
    });
    expect((await test_.run(id, ["echo $0"])).StandardOutputContent).toMatch(/_script\.sh\n$/);
  });

  test("is 143 and Failed where sh is dash and waits for it", async ({ skip }) => {
    const id = await test_.boot({ ImageId: "other" });
    const dash = (await test_.run(id, ["ls -l /proc/$$/exe"])).StandardOutputContent?.includes("dash") === true;
    if (!dash) skip("sh is not dash on this machine");
    expect(await test_.run(id, ["#!/bin/sh", "kill -TERM $$"])).toMatchObject({ Status: "Failed", ResponseCode: 143 });
  });
});
