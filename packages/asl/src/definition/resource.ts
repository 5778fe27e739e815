import type { StateContext } from "./context.ts";
import type { Resource } from "./machine.ts";

/** Reads the `Resource` of a task. */
export function parseResource({ fields, report }: StateContext): Resource | undefined {
  const arn = fields.text("Resource");
  if (arn === undefined) {
    if (!fields.has("Resource")) report(fields.pointer, "MISSING_FIELD", "These fields are required: [Resource]");
    return undefined;
  }
  const [scheme, , service, , , ...rest] = arn.split(":");
  if (scheme !== "arn" || service === undefined || rest.length === 0) {
    fields.report("Resource", "WRONG_VALUE", `Resource must be an ARN, got '${arn}'.`);
    return undefined;
  }
  if (service === "lambda")
    return { arn, kind: "lambda", resourceType: "lambda", resource: arn, pattern: "request-response" };
  if (rest[0] === "activity")
    return { arn, kind: "activity", resourceType: "activity", resource: arn, pattern: "request-response" };
  const words = rest[0] === "aws-sdk" ? 2 : 1;
  const action = rest.slice(words).join(":");
  const callback = action.endsWith(".waitForTaskToken");
  const sync = /\.sync(?::\d+)?$/.test(action);
  return {
    arn,
    kind: "service",
    resourceType: rest.slice(0, words).join(":"),
    resource: action,
    pattern: callback ? "callback" : sync ? "sync" : "request-response",
  };
}
