import { readJson } from "../../source/json.ts";
import { isMachine, literal, member, type Member, type Node, typed } from "../../source/node.ts";
import type { Place } from "../../source/place.ts";
import { holeText, type Text, textFrom, wholeHole } from "../../source/text.ts";
import { type Folder, type Machine, machineTypeOf } from "../machine.ts";
import { refusal } from "../refuse.ts";
import { evaluate, textOf, withNames } from "./intrinsics.ts";

const TYPES = ["AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"];

/** The state machines of a CloudFormation or SAM template, or of what `cdk synth` writes; undefined where it is none. */
export function machinesOfTemplate(template: Node, folder: Folder): readonly Machine[] | undefined {
  const resources = member(template, "Resources");
  if (resources?.kind !== "object") return undefined;
  return resources.members
    .filter(({ value }) => TYPES.includes(literal(member(value, "Type")) ?? ""))
    .map((resource) => machineOf(resource, folder));
}

function machineOf({ key, place, value }: Member, folder: Folder): Machine {
  const properties = member(value, "Properties");
  const type = literal(member(properties, "StateMachineType")) ?? literal(member(properties, "Type"));
  return {
    id: key,
    place,
    machineType: machineTypeOf(type),
    definition: async () => await definitionOf(properties, place, folder),
  };
}

/** [doc: AWS::StepFunctions::StateMachine, AWS::Serverless::StateMachine] */
async function definitionOf(properties: Node | undefined, place: Place, folder: Folder): Promise<Node> {
  const values = valuesOf(member(properties, "DefinitionSubstitutions"));
  const text = member(properties, "DefinitionString");
  if (text !== undefined) return inText(evaluate(text), values);
  const object = member(properties, "Definition");
  if (object !== undefined) return inObject(evaluate(object), values);
  const location = member(properties, "DefinitionUri") ?? member(properties, "DefinitionS3Location");
  if (location !== undefined) return await inFile(location, values, folder);
  throw refusal(
    "NOT_RESOLVED",
    place,
    "expected DefinitionString, Definition, DefinitionUri or DefinitionS3Location, got none of them",
    "say one of them under Properties",
  );
}

/** By name; what only a deployment knows has none. */
type Values = ReadonlyMap<string, { readonly text: Text | undefined; readonly place: Place }>;

function valuesOf(node: Node | undefined): Values {
  const members = node?.kind === "object" ? node.members : [];
  return new Map(
    members.map(({ key, place, value }) => {
      const text = textOf(evaluate(value));
      return [key, { text: text?.holes.length === 0 ? text : undefined, place }];
    }),
  );
}

/** As characters, also inside quotes: a number there stays a text. [AWS's resource provider for state machines] */
function filledIn(text: Text, values: Values): Text {
  const hole = wholeHole(text);
  const whole = hole === undefined ? undefined : values.get(hole.name)?.text;
  if (hole !== undefined && whole !== undefined) return textFrom(hole.place, whole.flat);
  return withNames(text, (name, at) => {
    const given = values.get(name);
    if (given === undefined) return undefined;
    return given.text === undefined ? holeText(name, at) : textFrom(at, given.text.flat);
  });
}

function inText(node: Node, values: Values): Node {
  if (node.kind === "encoded") return inObject(node.value, values);
  const text = textOf(node);
  if (text !== undefined && text.flat.trim().startsWith("{")) return readJson(filledIn(text, values));
  throw unresolved(node, "DefinitionString");
}

function inObject(node: Node, values: Values): Node {
  if (isMachine(node)) return values.size === 0 ? node : filledInside(node, values, false);
  throw unresolved(node, "Definition");
}

function filledInside(node: Node, values: Values, isTyped: boolean): Node {
  if (node.kind === "list") return { ...node, items: node.items.map((item) => filledInside(item, values, isTyped)) };
  if (node.kind === "encoded") return { ...node, value: filledInside(node.value, values, isTyped) };
  if (node.kind === "text") {
    const text = filledIn(node.text, values);
    return isTyped && node.isBare === true && text !== node.text ? typed({ ...node, text }) : { ...node, text };
  }
  if (node.kind === "scalar") return node;
  return {
    ...node,
    members: node.members.map((each) => ({ ...each, value: filledInside(each.value, values, isTyped) })),
  };
}

async function inFile(location: Node, values: Values, folder: Folder): Promise<Node> {
  const path = literal(location);
  if (path === undefined || path.startsWith("s3://"))
    throw refusal(
      "NOT_RESOLVED",
      location.place,
      "the definition lies in S3, or only the deployment knows where",
      "name the definition's own file, or read what is deployed with --from aws ARN",
    );
  const node = await folder.node(path);
  // The text of the file is filled in before it is read: without quotes the value has its type.
  if (isMachine(node)) return values.size === 0 ? node : filledInside(node, values, true);
  throw refusal(
    "NOT_A_DEFINITION",
    location.place,
    `expected a definition in ${path}, got something else`,
    "name a file with StartAt and States",
  );
}

function unresolved(node: Node, field: string): Error {
  return refusal(
    "NOT_RESOLVED",
    node.place,
    `expected a definition in ${field}, got what only a deployment can tell`,
    "read what is deployed with --from aws ARN, or name the definition's own file",
  );
}
