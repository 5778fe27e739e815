import { interpret, type JsonObject, type JsonValue, parse, simulatedClock, TaskFailure } from "@alpha-engine/asl";

import { PIPELINES } from "../src/pipelines.ts";

/** What a state's task answers instead of what it would; an error is thrown. */
export type Answers = Readonly<Record<string, JsonValue | TaskFailure>>;

export interface Simulated {
  readonly status: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly output: JsonValue | undefined;
  /** In the order entered. */
  readonly states: readonly string[];
  readonly subjects: readonly string[];
}

const SETTINGS = { snsTopicArn: "arn:aws:sns:us-east-1:000000000000:alerts" };
const BOXES = { ec2_instance_id: ["i-0000000000000000d"], trading_instance_id: ["i-0000000000000000f"] };

/** Runs a pipeline in no time; every task does well unless `answers` says otherwise, by the state's name. */
export async function simulate(
  name: string,
  queryLanguage: "JSONPath" | "JSONata",
  { input = {}, answers = {} }: { readonly input?: JsonObject; readonly answers?: Answers } = {},
): Promise<Simulated> {
  const pipeline = PIPELINES[name];
  if (pipeline === undefined) throw new Error(`no pipeline ${name}`);
  const parsed = parse(JSON.stringify(pipeline.definition({ ...SETTINGS, queryLanguage })));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const fields = pipeline.input(SETTINGS);
  const boxes = Object.fromEntries(Object.entries(BOXES).filter(([key]) => Object.hasOwn(fields, key)));
  const clock = simulatedClock({ startAt: Date.parse("2026-11-20T09:00:00Z") });
  const subjects: string[] = [];
  const running = interpret(
    parsed.machine,
    { ...boxes, ...input },
    {
      context: { execution: { Id: "arn:self", Name: "run-1" }, stateMachine: { Name: name } },
      tasks: async ({ state, resource, parameters }) => {
        const given = answers[state];
        if (given instanceof TaskFailure) throw given;
        const {
          Subject,
          Error: error,
          Cause: cause,
        } = parameters as { Subject?: string; Error?: string; Cause?: string };
        if (Subject !== undefined) subjects.push(Subject);
        if (error !== undefined) throw new TaskFailure(error, cause ?? "");
        return given ?? usual(resource, state);
      },
    },
    { clock, random: () => 0.5 },
  );
  await Promise.all([running, clock.runUntilIdle()]);
  const { status, error, cause, output, history } = await running;
  const states = history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  return { status, error, cause, output, states, subjects };
}

function usual(resource: string, state: string): JsonValue {
  if (resource.endsWith(":sendCommand")) return { Command: { CommandId: state, Status: "Pending" } };
  if (resource.endsWith(":getCommandInvocation")) return invocation("Success", 0);
  if (resource.endsWith(":describeInstanceInformation")) return { InstanceInformationList: [{ PingStatus: "Online" }] };
  if (resource.endsWith("lambda:invoke")) return answered({ status: "OK", ...PAYLOADS[state] });
  return {};
}

const PAYLOADS: Readonly<Record<string, JsonObject>> = {
  ...Object.fromEntries(
    ["EvalJudgeSubmitFirstSaturday", "EvalJudgeSubmitWeekly"].map((state) => [
      state,
      { batch_id: "batch", plan_s3_key: "reports/plan.json" },
    ]),
  ),
  EvalJudgePoll: { processing_status: "ended" },
  DeployDriftCheck: { has_drift: false },
  CheckPredictorCoverage: { has_gap: false },
  RecheckCoverage: { has_gap: false },
};

/** What GetCommandInvocation answers. */
export function invocation(Status: string, ResponseCode: number): JsonValue {
  return { Status, StatusDetails: Status, ResponseCode, CommandId: "command" };
}

/** What a function answers. */
export function answered(Payload: JsonObject): JsonValue {
  return { Payload, StatusCode: 200 };
}
