import { callOf, callsIn, routeOf } from "@alpha-engine/definition/data-flow";
import { field, isObject, listOf, textOf, textsOf, type StateNode } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import type { Found, Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "execution-name-repeats",
  severity: "error",
  preset: "recommended",
  what: "An execution, or a job whose name has to be new, is started under a name that it had before.",
  why: "A name is taken for 90 days: the second start ends in ExecutionAlreadyExists, or is taken for the first where the input is the same.",
  mend: "Leave the Name away, or put in what tells one start from the other: $$.Map.Item.Value, States.UUID(), $$.State.RetryCount.",
  known: "documentation: StartExecution; aws/aws-cdk#8801",
  *check(context) {
    const starts = context.states
      .flatMap((state) => startOf(state) ?? [])
      .filter(({ state }) => context.graph.reachable.has(state));
    for (const start of starts) {
      const found = repeated(start, context);
      if (found !== undefined) yield found;
    }
    for (const [index, start] of starts.entries()) {
      const other = starts
        .slice(0, index)
        .find((earlier) => isSameName(earlier, start) && mayBothRun(earlier.state, start.state, context));
      if (other !== undefined && natureOf(start.text) !== "new")
        yield {
          message: `starts the same machine under the same name as ${other.state.name}`,
          state: start.state,
          pointer: start.pointer,
          related: [other.state],
        };
    }
  },
};

interface Start {
  readonly state: StateNode;
  readonly text: string;
  readonly pointer: string;
  readonly target: string;
  /** Whether a name of before is refused for sure: a child that is waited for cannot be of the EXPRESS type. */
  readonly isUnique: boolean;
}

/** Jobs whose names are unique in an account and region, and the field that has it. */
const NAMED: Readonly<Record<string, string>> = {
  "sagemaker:createTrainingJob": "TrainingJobName",
  "sagemaker:createTransformJob": "TransformJobName",
  "sagemaker:createProcessingJob": "ProcessingJobName",
  "sagemaker:createHyperParameterTuningJob": "HyperParameterTuningJobName",
  "transcribe:startTranscriptionJob": "TranscriptionJobName",
  "transcribe:startMedicalTranscriptionJob": "MedicalTranscriptionJobName",
};

function startOf(state: StateNode): Start | undefined {
  const { call } = state;
  if (call === undefined) return undefined;
  const isStart = (call.service === "states" || call.service === "sfn") && call.action === "startExecution";
  const name = isStart ? "Name" : NAMED[`${call.service}:${call.action}`];
  const given = name === undefined ? undefined : field(call.parameters, name);
  if (given === undefined || typeof given.value !== "string") return undefined;
  const target = field(call.parameters, "StateMachineArn");
  return {
    state,
    text: given.computed ? given.value : JSON.stringify(given.value),
    pointer: `${call.parametersPointer}/${given.key}`,
    target: isStart ? textOf(target?.value) : call.action,
    isUnique: !isStart || call.pattern === "sync",
  };
}

/** What a name is made of: the same in every execution, of this execution, of its data, or new each time. */
function natureOf(text: string): "constant" | "execution" | "data" | "new" {
  if (/States\.UUID|MathRandom|\$(?:uuid|millis|now|random)\(|State\.(?:EnteredTime|RetryCount)|Task\.Token/.test(text))
    return "new";
  const bare = text.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, "");
  const outer = bare.replace(
    /\$\$\.(?:Execution|StateMachine)[\w.]*|\$states\.context\.(?:Execution|StateMachine)[\w.]*/g,
    "",
  );
  if (/\$/.test(outer.replace(/^\{%|%\}$/g, "").replace(/\$\w+\(/g, ""))) return "data";
  return outer === bare ? "constant" : "execution";
}

function repeated({ state, text, pointer, isUnique }: Start, context: LintContext): Found | undefined {
  const severity = isUnique ? "error" : "warning";
  const nature = natureOf(text);
  if (nature === "new") return undefined;
  if (nature === "constant")
    return { message: `every execution starts it under the name ${text}`, state, pointer, severity };
  const map = mapsAround(state).find((around) => nature === "execution" || !isOfItem(text, around, context));
  if (map !== undefined)
    return {
      message: `every item of ${map.name} starts it under the same name, ${text}`,
      state,
      pointer,
      severity,
      related: [map],
    };
  if (nature === "execution" && context.graph.loopOf(state) !== undefined)
    return { message: `a second time around the loop the name is the same, ${text}`, state, pointer, severity };
  const isTriedAgain = listOf(state.raw["Retry"]).some(
    (entry) =>
      isObject(entry) &&
      entry["MaxAttempts"] !== 0 &&
      textsOf(entry["ErrorEquals"]).some((name) => ["States.ALL", "States.TaskFailed"].includes(name)),
  );
  return isUnique && isTriedAgain
    ? {
        message: "its Retry starts what has failed again under the same name, which is refused",
        state,
        pointer,
        severity: "warning",
      }
    : undefined;
}

function mapsAround({ scope }: StateNode): readonly StateNode[] {
  const found: StateNode[] = [];
  for (let at = scope.parent; at !== undefined; at = at.scope.parent) if (at.type === "Map") found.push(at);
  return found;
}

/** Whether a path of a name may lead to what an item of the Map has for itself; what is not a plain path counts as such. */
function isOfItem(text: string, map: StateNode, { states }: LintContext): boolean {
  const selector = map.raw["ItemSelector"] ?? map.raw["Parameters"];
  if (map.isJsonata || !isObject(selector) || /\$\$\.Map\b/.test(text)) return true;
  const written = new Set(
    states
      .filter(({ pointer }) => pointer.startsWith(`${map.pointer}/`))
      .map(({ raw }) =>
        textOf(raw["ResultPath"] ?? (raw["Type"] === "Choice" || raw["Type"] === "Wait" ? "none" : "$")),
      ),
  );
  return inputPaths(text).some(([key = ""]) => {
    const given = field(selector, key);
    return given === undefined || /\$\$\.Map\b/.test(textOf(given.value)) || isWritten(key, written);
  });
}

function inputPaths(text: string): readonly (readonly string[])[] {
  const call = callOf(text);
  const paths =
    call === undefined
      ? [text]
      : callsIn(call).flatMap(({ arguments: given }) =>
          given.flatMap((one) => (one.kind === "path" ? [one.path.text] : [])),
        );
  return paths.flatMap((path) => {
    const route = routeOf(path);
    return route?.root === "input" ? [route.keys] : [];
  });
}

/** A state of the lane that keeps its input passes the item's names on. */
function isWritten(key: string, written: ReadonlySet<string>): boolean {
  return [...written].some((path) => path.startsWith(`$.${key}`));
}

function isSameName(one: Start, other: Start): boolean {
  return one.text === other.text && one.target === other.target;
}

/** One behind the other, or in two branches of one Parallel. */
function mayBothRun(one: StateNode, other: StateNode, { graph }: LintContext): boolean {
  if (one.scope === other.scope) return graph.from(one).has(other) || graph.from(other).has(one);
  return one.scope.parent?.type === "Parallel" && one.scope.parent === other.scope.parent;
}
