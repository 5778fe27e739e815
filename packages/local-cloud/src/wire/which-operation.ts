import type { IncomingHttpHeaders } from "node:http";

/** What a request is for, as far as it can be told without the service. */
export interface Call {
  /** As in the SigV4 scope. */
  readonly service: string;
  readonly operation: string;
}

/** What precedes the dot in X-Amz-Target, and whose it is. */
const SERVICES_BY_TARGET: Readonly<Record<string, string>> = {
  AmazonSSM: "ssm",
  AWSStepFunctions: "states",
  GraniteServiceVersion20100801: "monitoring",
  Logs_20140328: "logs",
  AWSEvents: "events",
  AmazonSQS: "sqs",
  DynamoDB_20120810: "dynamodb",
};

/** The service whose targets begin so, as in the SigV4 scope. */
export function serviceOfTarget(prefix: string): string {
  return SERVICES_BY_TARGET[prefix] ?? prefix;
}

export interface CallSource {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The service in the SigV4 scope. */
  readonly signedFor: string | undefined;
  /** `Action` of a form. */
  readonly action: string | null;
}

export function whichOperation({ headers, signedFor, action, path }: CallSource): Call {
  const target = String(headers["x-amz-target"] ?? "");
  if (target !== "") {
    const [prefix = "", operation = ""] = target.split(".");
    return { service: SERVICES_BY_TARGET[prefix] ?? signedFor ?? "", operation };
  }
  if (action !== null) return { service: signedFor ?? "", operation: action };
  if (path.startsWith("/2015-03-31/")) {
    return { service: "lambda", operation: lambdaOperation(path) };
  }
  return { service: signedFor ?? "", operation: "" };
}

const OF_LAMBDA: readonly (readonly [RegExp, string])[] = [
  [/^\/2015-03-31\/functions\/?$/, "ListFunctions"],
  [/^\/2015-03-31\/functions\/[^/]+$/, "GetFunction"],
  [/^\/2015-03-31\/functions\/[^/]+\/configuration$/, "GetFunctionConfiguration"],
  [/^\/2015-03-31\/functions\/[^/]+\/invocations$/, "Invoke"],
];

function lambdaOperation(path: string): string {
  return OF_LAMBDA.find(([form]) => form.test(path))?.[1] ?? "";
}
