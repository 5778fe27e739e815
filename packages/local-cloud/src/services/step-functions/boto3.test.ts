/** @module-tag slow */
import { rehearsalClock } from "@alpha-engine/asl";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { boto3, BOTO3 } from "../../../testing/boto3.ts";
import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";

const TWICE = `export const handler = async ({ n }) => { console.log("twice", n); return 2 * n; };`;
const SET_UP = `
from botocore.config import Config
sfn = boto3.client("stepfunctions", config=Config(inject_host_prefix=False))
ROLE = "arn:aws:iam::000000000000:role/made-up"
def machine(name, states, **more):
    definition = json.dumps({"StartAt": next(iter(states)), "States": states})
    return sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE, **more)["stateMachineArn"]
def wait(arn):
    import time
    while (told := sfn.describe_execution(executionArn=arn))["status"] == "RUNNING":
        time.sleep(0.05)
    return told
`;

describe.skipIf(!BOTO3)(`boto3${BOTO3 ? "" : ", skipped: it is not installed"}`, { timeout: 120_000 }, () => {
  let test_: TestCloud;
  beforeAll(async () => {
    const module = `data:text/javascript,${encodeURIComponent(TWICE)}`;
    test_ = await startTestCloud({ clock: rehearsalClock(), functions: { twice: { module } } });
  });
  afterAll(() => test_[Symbol.asyncDispose]());
  const told = async (script: string): Promise<unknown> => await boto3(test_.cloud.environment, `${SET_UP}${script}`);

  test("turns the pages of executions and histories", async () => {
    const script = `
arn = machine("paged", {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Succeed"}})
ends = [wait(sfn.start_execution(stateMachineArn=arn, name=f"n{n}")["executionArn"])["executionArn"] for n in range(5)]
pages = list(sfn.get_paginator("list_executions").paginate(stateMachineArn=arn, PaginationConfig={"PageSize": 2}))
events = sfn.get_paginator("get_execution_history").paginate(executionArn=ends[0], PaginationConfig={"PageSize": 4})
print(json.dumps([[len(page["executions"]) for page in pages], [page["executions"][0]["name"] for page in pages],
                  [event["type"] for page in events for event in page["events"]]]))
`;
    expect(await told(script)).toEqual([
      [2, 2, 1],
      ["n4", "n2", "n0"],
      [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "SucceedStateEntered",
        "SucceedStateExited",
        "ExecutionSucceeded",
      ],
    ]);
  });

  test("works for an activity, and hears of what came too late by the name that it has for it", async () => {
    const script = `
import threading
activity = sfn.create_activity(name="judge")["activityArn"]
arn = machine("asks", {"Ask": {"Type": "Task", "Resource": activity, "TimeoutSeconds": 60, "HeartbeatSeconds": 20, "End": True}})
tokens = []
def work():
    client = boto3.client("stepfunctions")
    task = client.get_activity_task(activityArn=activity, workerName="boto3")
    client.send_task_heartbeat(taskToken=task["taskToken"])
    client.send_task_success(taskToken=task["taskToken"], output=json.dumps(json.loads(task["input"])["n"] + 1))
    tokens.append(task["taskToken"])
worker = threading.Thread(target=work)
worker.start()
end = wait(sfn.start_execution(stateMachineArn=arn, input='{"n": 1}')["executionArn"])
worker.join()
try:
    sfn.send_task_success(taskToken=tokens[0], output="1")
except sfn.exceptions.TaskTimedOut as error:
    late = error.response["Error"]["Code"]
try:
    sfn.send_task_success(taskToken="nobody's", output="1")
except sfn.exceptions.InvalidToken as error:
    never = error.response["Error"]["Code"]
print(json.dumps([end["status"], end["output"], late, never]))
`;
    expect(await told(script)).toEqual(["SUCCEEDED", "2", "TaskTimedOut", "InvalidToken"]);
  });

  test("starts an EXPRESS execution and has its end as the answer, describes a Map Run, and tests a state", async () => {
    const script = `
quick = machine("quick", {"Done": {"Type": "Pass", "Result": {"n": 1}, "End": True}}, type="EXPRESS")
sync = sfn.start_sync_execution(stateMachineArn=quick)
each = {"Type": "Map", "End": True, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Same", "States": {"Same": {"Type": "Pass", "End": True}}}}
run = sfn.start_execution(stateMachineArn=machine("each", {"Each": each}), input="[1, 2, 3]")["executionArn"]
wait(run)
[of] = [each for page in sfn.get_paginator("list_map_runs").paginate(executionArn=run) for each in page["mapRuns"]]
counts = sfn.describe_map_run(mapRunArn=of["mapRunArn"])["itemCounts"]
children = sfn.list_executions(mapRunArn=of["mapRunArn"])["executions"]
state = sfn.test_state(definition=json.dumps({"Type": "Pass", "Result": 3, "End": True}), roleArn=ROLE)
print(json.dumps([sync["status"], sync["output"], counts["succeeded"], sorted(child["status"] for child in children), state["output"]]))
`;
    expect(await told(script)).toEqual(["SUCCEEDED", '{"n":1}', 3, ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"], "3"]);
  });

  test("waits for a function, invokes it with the end of its log, and reads the log where it is kept", async () => {
    const script = `
import base64
client = boto3.client("lambda")
client.get_waiter("function_active_v2").wait(FunctionName="twice")
client.get_waiter("function_updated").wait(FunctionName="twice")
answer = client.invoke(FunctionName="twice:$LATEST", Payload=json.dumps({"n": 4}), LogType="Tail")
tail = base64.b64decode(answer["LogResult"]).decode()
kept = boto3.client("logs").filter_log_events(logGroupName="/aws/lambda/twice")["events"]
try:
    client.invoke(FunctionName="nobody")
except client.exceptions.ResourceNotFoundException as error:
    refused = error.response["Error"]["Message"]
names = [each["FunctionName"] for page in client.get_paginator("list_functions").paginate() for each in page["Functions"]]
print(json.dumps([json.load(answer["Payload"]), "twice 4" in tail, "twice 4" in [event["message"] for event in kept], names, refused]))
`;
    const missing = "Function not found: arn:aws:lambda:us-east-1:000000000000:function:nobody:$LATEST";
    expect(await told(script)).toEqual([8, true, true, ["twice"], missing]);
  });
});
