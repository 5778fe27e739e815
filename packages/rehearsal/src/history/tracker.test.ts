import type { Caller, CommandView, InstanceView } from "@alpha-engine/local-cloud";
import { expect, test } from "vitest";

import type { RehearsalEvent } from "../events.ts";
import { Tracker } from "./tracker.ts";
import { workStates } from "./work-states.ts";

const send = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand" };
const states = workStates({
  StartAt: "CheckSkipA",
  States: {
    CheckSkipA: { Type: "Choice", Choices: [], Default: "A" },
    A: send,
    CheckSkipB: { Type: "Choice", Choices: [], Default: "B" },
    B: send,
    CheckSkipC: { Type: "Choice", Choices: [], Default: "C" },
    C: send,
    Tell: { Type: "Task", Resource: "arn:aws:states:::sns:publish" },
    Called: { ...send, Resource: `${send.Resource}.waitForTaskToken` },
  },
});

/** A tracker that is fed events as the cloud would send them. */
function track(isOwn?: (executionArn: string) => boolean) {
  const said: Omit<RehearsalEvent, "wallMs">[] = [];
  const tracker = new Tracker(
    states,
    () => 0,
    (event) => said.push(event),
    isOwn,
  );
  let id = 0;
  const history = (type: string, details: object = {}): void => {
    id += 1;
    const event = { id, previousEventId: id - 1, type, timestamp: "2026-11-21T09:00:00Z", ...details };
    tracker.onCloudEvent({ type: "history", at: 0, executionArn: "arn", event });
  };
  const enter = (name: string): void => history("StateEntered", { stateEnteredEventDetails: { name } });
  const sent = (name: string, commandId: string): void => {
    enter(name);
    history("TaskScheduled");
    history("TaskSucceeded", {
      taskSucceededEventDetails: { output: JSON.stringify({ Command: { CommandId: commandId } }) },
    });
    history("TaskStateExited");
  };
  const failed = (state: string, how: { readonly error: string; readonly leadsTo: "retry" | "catch" }): void =>
    tracker.onCloudEvent({ type: "state-failed", at: 0, executionArn: "arn", state, thread: "0", ...how });
  const command = (view: Partial<CommandView>): void =>
    tracker.onCloudEvent({
      type: "command-status",
      at: 0,
      command: { instanceId: "i-box", instanceTags: {}, comment: "", ...view } as CommandView,
    });
  const instance = (view: Partial<InstanceView>): void =>
    tracker.onCloudEvent({ type: "instance-state", at: 0, instance: { tags: {}, ...view } as InstanceView });
  const record = (name: string) => tracker.records.find(({ state }) => state.name === name);
  return { tracker, said, history, enter, sent, failed, command, instance, record };
}

test("a step ends when its command does, with the command's exit code", () => {
  const { sent, command, record } = track();
  sent("A", "c-1");
  expect(record("A")).toMatchObject({ status: "RUNNING", commandId: "c-1" });
  command({ commandId: "c-1", status: "InProgress", responseCode: -1 });
  expect(record("A")?.status).toBe("RUNNING");
  command({ commandId: "c-1", status: "Failed", responseCode: 3, endedAt: 0 });
  expect(record("A")).toMatchObject({ status: "FAILED", exitCode: 3, instanceIds: ["i-box"] });
});

test("a step that answers by its token is its command's, and has failed where either has", () => {
  const handedOver = () => {
    const tracked = track();
    tracked.enter("Called");
    tracked.history("TaskScheduled");
    const output = JSON.stringify({ Command: { CommandId: "c-1" } });
    tracked.history("TaskSubmitted", { taskSubmittedEventDetails: { output } });
    return tracked;
  };
  const well = handedOver();
  expect(well.record("Called")).toMatchObject({ status: "RUNNING", commandId: "c-1" });
  well.history("TaskSucceeded", { taskSucceededEventDetails: { output: '"done"' } });
  expect(well.record("Called")?.status).toBe("RUNNING");
  well.command({ commandId: "c-1", status: "Success", responseCode: 0 });
  expect(well.record("Called")).toMatchObject({ status: "SUCCEEDED", exitCode: 0 });
  const badly = handedOver();
  badly.failed("Called", { error: "States.Timeout", leadsTo: "catch" });
  badly.command({ commandId: "c-1", status: "Success", responseCode: 0 });
  expect(badly.record("Called")).toMatchObject({ status: "FAILED", reason: { error: "States.Timeout" } });
});

test("a command that ended before its send was answered is not missed", () => {
  const { sent, command, record } = track();
  command({ commandId: "c-1", status: "Success", responseCode: 0 });
  sent("A", "c-1");
  expect(record("A")).toMatchObject({ status: "SUCCEEDED", exitCode: 0 });
});

test("instances rented by a step's command are the step's, in order, and a reclaim is called one", () => {
  const { sent, instance, record, said } = track();
  sent("A", "c-1");
  const task: Caller = { kind: "task", executionArn: "arn", state: "A", taskId: "t", attempt: 0, thread: "0" };
  const by: Caller = { kind: "command", commandId: "c-1", instanceId: "i-box", by: task };
  instance({ instanceId: "i-1", state: "pending", by });
  instance({ instanceId: "i-1", state: "shutting-down", by, spotStatus: "instance-terminated-no-capacity" });
  instance({ instanceId: "i-2", state: "pending", by });
  instance({ instanceId: "i-9", state: "pending" });
  expect(record("A")?.instanceIds).toEqual(["i-1", "i-2"]);
  expect(said.filter((event) => "what" in event && event.what === "reclaimed")).toHaveLength(1);
});

test("a state that its gate leads around is skipped, and so is one that another gate jumps over", () => {
  const { enter, history, sent, record } = track();
  enter("CheckSkipA");
  history("ChoiceStateExited");
  enter("CheckSkipC");
  expect(record("A")?.status).toBe("SKIPPED");
  expect(record("B")?.status).toBe("NOT_REACHED");
  history("ChoiceStateExited");
  sent("C", "c-1");
  expect(record("B")?.status).toBe("SKIPPED");
});

test("what lies before a notification was not skipped: a failure is told from anywhere", () => {
  const { enter, sent, record } = track();
  sent("A", "c-1");
  enter("Tell");
  expect([record("B")?.status, record("C")?.status]).toEqual(["NOT_REACHED", "NOT_REACHED"]);
});

test("when the execution has succeeded, what never started was skipped", () => {
  const { sent, history, record } = track();
  sent("A", "c-1");
  history("ExecutionSucceeded");
  expect([record("B")?.status, record("C")?.status, record("Tell")?.status]).toEqual([
    "SKIPPED",
    "SKIPPED",
    "NOT_REACHED",
  ]);
});

test("for whose sake something is done is found through everything that was started on the way", () => {
  const { tracker, command } = track((arn) => arn === "own");
  const task: Caller = { kind: "task", executionArn: "own", state: "B", taskId: "t", attempt: 0, thread: "0" };
  const send: Caller = { kind: "command", commandId: "c-1", instanceId: "i-box", by: task };
  const rented: Caller = { kind: "instance", instanceId: "i-1", by: send };
  const further: Caller = { kind: "command", commandId: "c-2", instanceId: "i-1", by: rented };
  const B = { state: "B", item: undefined, taskId: "t" };
  expect(tracker.targetOf(further)).toEqual({ ...B, commandId: "c-1" });
  expect(tracker.targetOfCommand({ by: task })).toEqual({ ...B, commandId: undefined });
  const nested: Caller = { ...task, executionArn: "nested", state: "C", by: task };
  expect(tracker.targetOf({ kind: "function", functionName: "f", requestId: "r", by: nested })?.state).toBe("B");
  expect(tracker.targetOf({ ...send, by: { ...task, executionArn: "nested" } })).toBeUndefined();
  expect(tracker.targetOf(undefined)).toBeUndefined();
  const other = { ...task, state: "C", taskId: "u" };
  for (const [commandId, by] of [
    ["c-1", task],
    ["c-3", task],
    ["c-4", other],
  ] as const)
    command({ commandId, by, status: "InProgress" });
  const either = (...oneOf: readonly string[]): Caller => ({ kind: "instance", instanceId: "i-box", oneOf });
  expect(tracker.targetOf(either("c-1"))).toEqual({ ...B, commandId: "c-1" });
  expect(tracker.targetOf(either("c-1", "c-3"))?.state).toBe("B");
  expect(tracker.targetOf(either("c-1", "c-4"))).toBeUndefined();
  expect(tracker.targetOf(either("c-1", "c-unheard-of"))).toBeUndefined();
});
