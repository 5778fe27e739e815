import { optimised } from "./optimised.ts";
import { actionOf, patternOf, type Resource } from "./resource.ts";
import { service } from "./service.ts";
import { ANY, type Shape, type ShapeField } from "./shape.ts";

const TEXT: Shape = { type: "string" };

/**
 * What a task's parameters may be; nothing where that is not known, as of a function or an activity.
 *
 * @example
 * ```ts example
 * import { inputShape, parse } from "@alpha-engine/asl";
 *
 * const Resource = "arn:aws:states:::sqs:sendMessage";
 * const Parameters = { QueueUrl: "https://sqs.example", MessageBody: "hello" };
 * const parsed = parse({ StartAt: "Send", States: { Send: { Type: "Task", Resource, Parameters, End: true } } });
 * const send = parsed.ok ? parsed.machine.root.states.get("Send") : undefined;
 * const shape = send?.type === "Task" ? inputShape(send.resource) : undefined;
 * if (shape?.type === "object") for (const [name, { isRequired }] of shape.fields) if (isRequired) console.log(name);
 * ```
 * ```text output
 * QueueUrl
 * MessageBody
 * ```
 */
export function inputShape(resource: Resource): Shape | undefined {
  if (resource.kind !== "service") return undefined;
  const name = sdkService(resource);
  return name === undefined
    ? optimised(resource.resourceType, actionOf(resource))?.input
    : service(name)?.input(actionOf(resource));
}

/**
 * What a task answers with; nothing where that is not known: of a function, an activity, or a callback.
 *
 * @example
 * ```ts example
 * import { answerShape } from "@alpha-engine/asl";
 *
 * const shape = answerShape({
 *   arn: "arn:aws:states:::dynamodb:updateItem",
 *   kind: "service",
 *   resourceType: "dynamodb",
 *   resource: "updateItem",
 *   pattern: "request-response",
 * });
 * if (shape?.type === "object") console.log([...shape.fields.keys()]);
 * ```
 * ```text output
 * [
 *   'Attributes',
 *   'ConsumedCapacity',
 *   'ItemCollectionMetrics',
 *   'SdkHttpMetadata',
 *   'SdkResponseMetadata'
 * ]
 * ```
 */
export function answerShape(resource: Resource): Shape | undefined {
  if (resource.kind !== "service" || resource.pattern === "callback") return undefined;
  const name = sdkService(resource);
  if (name !== undefined) return service(name)?.output(actionOf(resource));
  const integration = optimised(resource.resourceType, actionOf(resource));
  if (resource.pattern === "request-response") return withFields(integration?.output, HTTP);
  return patternOf(resource) === ".sync:2" ? withFields(integration?.end, JSON_TEXTS) : integration?.end;
}

/** What the older SDK, which optimised integrations call with, tells of the call. [recordings: services_optimized] */
const HTTP: ReadonlyMap<string, ShapeField> = new Map([
  [
    "SdkHttpMetadata",
    field({
      AllHttpHeaders: { type: "map", value: { type: "list", item: TEXT } },
      HttpHeaders: { type: "map", value: TEXT },
      HttpStatusCode: { type: "number", isWhole: true },
    }),
  ],
  ["SdkResponseMetadata", field({ RequestId: TEXT })],
]);
/** `.sync:2` has as JSON what `.sync` has as text. [doc: Step Functions as an integration] */
const JSON_TEXTS: ReadonlyMap<string, ShapeField> = new Map(
  ["Input", "Output"].map((name) => [name, { shape: ANY, isRequired: false }]),
);

function field(fields: Readonly<Record<string, Shape>>): ShapeField {
  const known = Object.entries(fields).map(([name, shape]) => [name, { shape, isRequired: false }] as const);
  return { shape: { type: "object", fields: new Map(known) }, isRequired: false };
}

function withFields(shape: Shape | undefined, more: ReadonlyMap<string, ShapeField>): Shape | undefined {
  return shape?.type === "object" ? { type: "object", fields: new Map([...shape.fields, ...more]) } : shape;
}

/** What TestState holds a mock of the task against. [recordings: test_state; that `.sync:2` needs texts and times as texts: boto/boto3#4683] */
export function mockShape(resource: Resource): Shape | undefined {
  if (resource.kind !== "service" || resource.pattern === "callback") return undefined;
  if (sdkService(resource) !== undefined) return answerShape(resource);
  const integration = optimised(resource.resourceType, actionOf(resource));
  return resource.pattern === "sync" ? integration?.endModel : integration?.model;
}

function sdkService({ resourceType }: Resource): string | undefined {
  return resourceType.startsWith("aws-sdk:") ? resourceType.slice("aws-sdk:".length) : undefined;
}
