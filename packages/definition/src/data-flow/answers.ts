import { placed } from "../shapes/places.ts";
import { ANSWER, EMPTY, type Shape } from "../shapes/shape.ts";
import { type StateNode, textOf } from "../tree/tree.ts";

/** What every answer of an integration holds (AWS's API references, and answers recorded from AWS, 2026-11). */
const ALWAYS: Readonly<Record<string, readonly string[]>> = {
  "ssm:sendCommand": ["Command.CommandId", "Command.Status"],
  "ssm:getCommandInvocation": [
    "CommandId",
    "InstanceId",
    "Status",
    "StatusDetails",
    "ResponseCode",
    "StandardOutputContent",
    "StandardErrorContent",
  ],
  "lambda:invoke": ["Payload", "StatusCode", "ExecutedVersion", "SdkHttpMetadata"],
  "sns:publish": ["MessageId"],
  "states:startExecution": ["ExecutionArn", "StartDate"],
};

const OPEN: Shape = { ...EMPTY, rest: "answer" };

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries(ALWAYS).map(([name, paths]) => [
    name,
    paths.reduce<Shape>((shape, path) => placed(shape, path.split("."), ANSWER) ?? shape, OPEN),
  ]),
);

/** What a task's service answers. */
export function answerShape({ call, raw }: StateNode): Shape {
  if (call === undefined || call.pattern !== "request-response") return ANSWER;
  if (textOf(raw["Resource"]).includes(":function:")) return ANSWER;
  return SHAPES.get(`${call.service}:${call.action}`) ?? ANSWER;
}
