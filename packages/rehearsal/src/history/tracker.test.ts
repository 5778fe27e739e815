import type { CommandView, InstanceView } from "@alpha-engine/local-cloud";
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
function track() {
  const said: Omit<RehearsalEvent, "wallMs">[] = [];
  const tracker = new Tracker(
    states,
    () => 0,
    (event) => said.push(event),
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
  const tags = { "alpha-engine:ssm-command-id": "c-1" };
  instance({ instanceId: "i-1", state: "pending", tags });
  instance({ instanceId: "i-1", state: "shutting-down", tags, spotStatus: "instance-terminated-no-capacity" });
  instance({ instanceId: "i-2", state: "pending", tags });
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

test("the state for whose sake a command runs is found through the instance's tag", () => {
  const { sent, tracker } = track();
  sent("B", "c-1");
  const of = (instanceTags: Readonly<Record<string, string>>) =>
    tracker.targetOfCommand({ instanceTags } as CommandView);
  expect(of({ "alpha-engine:ssm-command-id": "c-1" })).toEqual({ state: "B", item: undefined });
  expect(of({})).toBeUndefined();
});

test("a command whose send is not answered yet is known by what it runs", () => {
  const { tracker, enter, history } = track();
  const sending = (...commands: readonly string[]): void =>
    history("TaskScheduled", {
      taskScheduledEventDetails: { parameters: JSON.stringify({ Parameters: { commands } }) },
    });
  enter("A");
  sending("set -e", "echo a");
  history("TaskStarted");
  const view = { commandId: "c-1", instanceTags: {}, script: "set -e\necho a" } as unknown as CommandView;
  expect(tracker.targetOfCommand(view)).toEqual({ state: "A", item: undefined });
  expect(tracker.targetOfCommand({ ...view, script: "echo b" })).toBeUndefined();
  history("TaskFailed", { taskFailedEventDetails: {} });
  expect(tracker.targetOfCommand(view)).toBeUndefined();
});
