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
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The service in the SigV4 scope. */
  readonly signedFor: string | undefined;
  /** `Action` of a form. */
  readonly action: string | null;
}

export function whichOperation(source: CallSource): Call {
  const { headers, signedFor, action, path } = source;
  const target = String(headers["x-amz-target"] ?? "");
  if (target !== "") {
    const [prefix = "", operation = ""] = target.split(".");
    return { service: SERVICES_BY_TARGET[prefix] ?? signedFor ?? "", operation };
  }
  if (action !== null) return { service: signedFor ?? "", operation: action };
  if (path.startsWith("/2015-03-31/")) {
    return { service: "lambda", operation: path.endsWith("/invocations") ? "Invoke" : "" };
  }
  return { service: signedFor ?? "s3", operation: s3Operation(source) };
}

/** S3 says what it wants by method, path and the names in the query. */
function s3Operation({ method, path, query, headers }: CallSource): string {
  const object = /^\/[^/]+\/./.test(path);
  if (query.has("tagging")) return `${VERBS[method] ?? ""}${object ? "Object" : "Bucket"}Tagging`;
  if (!object) return bucketOperation(method, path, query);
  if (method === "POST") return query.has("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload";
  if (query.has("uploadId") && method === "PUT") return "UploadPart";
  if (query.has("uploadId") && method === "DELETE") return "AbortMultipartUpload";
  if (method === "PUT" && headers["x-amz-copy-source"] !== undefined) return "CopyObject";
  return `${VERBS[method] ?? ""}Object`;
}

function bucketOperation(method: string, path: string, query: URLSearchParams): string {
  if (method === "POST") return query.has("delete") ? "DeleteObjects" : "";
  if (method === "PUT") return "CreateBucket";
  if (method !== "GET") return `${VERBS[method] ?? ""}Bucket`;
  return path === "/" ? "ListBuckets" : query.get("list-type") === "2" ? "ListObjectsV2" : "ListObjects";
}

const VERBS: Readonly<Record<string, string>> = { GET: "Get", PUT: "Put", HEAD: "Head", DELETE: "Delete" };
