/** @module-tag slow */
import { setTimeout as sleep } from "node:timers/promises";

import { rehearsalClock } from "@alpha-engine/asl";
import { StopInstancesCommand } from "@aws-sdk/client-ec2";
import { CancelCommandCommand } from "@aws-sdk/client-ssm";
import { expect, test } from "vitest";

import { startTestCloud, until } from "../../../../testing/cloud.ts";

test("an execution timeout counts on the cloud's clock and kills without mercy", async () => {
  await using test_ = await startTestCloud({ clock: rehearsalClock({ rate: 100 }) });
  const id = await test_.boot();
  const Parameters = { commands: ["trap '' TERM", "echo started", "sleep 60"], executionTimeout: ["40"] };
  const started = Date.now();
  expect(await test_.run(id, [], { Parameters })).toMatchObject({
    Status: "TimedOut",
    StatusDetails: "ExecutionTimedOut",
    ResponseCode: 137,
    StandardOutputContent: "",
  });
  expect(Date.now() - started).toBeLessThan(5000);
});

test("a command for a node that stays stopped was never delivered", async () => {
  await using test_ = await startTestCloud({ clock: rehearsalClock({ rate: 60 }) });
  const id = await test_.boot();
  await test_.ec2.send(new StopInstancesCommand({ InstanceIds: [id] }));
  await until(() => test_.cloud.instances()[0]?.state === "stopped");
  const started = test_.cloud.clock.now();
  const result = await test_.run(id, ["echo never"], { TimeoutSeconds: 600 });
  expect(result).toMatchObject({
    Status: "TimedOut",
    StatusDetails: "DeliveryTimedOut",
    ResponseCode: -1,
    ExecutionStartDateTime: "",
  });
  expect(test_.cloud.clock.now() - started).toBeGreaterThanOrEqual(600_000);
});

test("a queued command that is cancelled stays Cancelling until everything has expired", async () => {
  await using test_ = await startTestCloud({ clock: rehearsalClock({ rate: 1 }) });
  const id = await test_.boot();
  const busy = await Promise.all(Array.from({ length: 5 }, () => test_.send(id, ["sleep 0.5"])));
  const queued = await test_.send(id, ["echo never"]);
  await until(() => test_.cloud.commands().filter(({ status }) => status === "InProgress").length === 6);
  await test_.ssm.send(new CancelCommandCommand({ CommandId: queued }));
  const status = (): unknown => test_.cloud.commands().find(({ commandId }) => commandId === queued)?.status;
  await sleep(50);
  expect(status()).toBe("Cancelling");
  await Promise.all(busy.map((commandId) => test_.end(id, commandId)));
  // Nothing works any more: the clock jumps to the total timeout.
  expect(await test_.end(id, queued)).toMatchObject({ Status: "TimedOut", StatusDetails: "DeliveryTimedOut" });
});

test("an execution timeout outside 5 to 172,800 seconds is an hour", async () => {
  await using test_ = await startTestCloud({ clock: rehearsalClock({ rate: 20 }) });
  const id = await test_.boot();
  const Parameters = { commands: ["sleep 0.4"], executionTimeout: ["2"] };
  expect(await test_.run(id, [], { Parameters })).toMatchObject({ Status: "Success" });
});

test("a node runs five commands, holds five more, and the next is delayed until there is room", async () => {
  await using test_ = await startTestCloud();
  const id = await test_.boot();
  const busy = await Promise.all(Array.from({ length: 11 }, () => test_.send(id, ["sleep 0.4"])));
  const statuses = (): readonly string[] => test_.cloud.commands().map(({ status }) => status);
  await until(() => statuses().includes("Delayed"));
  expect(statuses().filter((status) => status === "InProgress")).toHaveLength(10);
  const ends = await Promise.all(busy.map((commandId) => test_.end(id, commandId)));
  expect(ends.every(({ Status }) => Status === "Success")).toBe(true);
});
