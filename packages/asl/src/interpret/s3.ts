import type { S3Answer, S3Request } from "../execution/execution.ts";
import type { JsonObject } from "../json.ts";

/** What a distributed Map reads its items from and writes its results to. */
export interface S3 {
  /** The text of an object, decompressed where it is stored compressed. */
  readonly getObject: (parameters: JsonObject & { readonly Bucket: string; readonly Key: string }) => Promise<string>;
  /** All objects of a listing: `Etag`, `LastModified`, `Key`, `Size`, `StorageClass`. */
  readonly listObjectsV2?: (
    parameters: JsonObject & { readonly Bucket: string; readonly Prefix: string },
  ) => Promise<readonly JsonObject[]>;
  readonly putObject?: (object: {
    readonly Bucket: string;
    readonly Key: string;
    readonly Body: string;
  }) => Promise<unknown>;
}

/** Answers what the execution asks of S3. Never rejects: what goes wrong is the answer. */
export async function answerS3(s3: S3 | undefined, request: S3Request): Promise<S3Answer> {
  const { action } = request;
  try {
    if (action === "putObject" && s3?.putObject !== undefined) {
      await s3.putObject(request.parameters);
      return { kind: "done" };
    }
    if (action === "getObject" && s3 !== undefined) return await getObject(s3, request.parameters);
    if (action === "listObjectsV2" && s3?.listObjectsV2 !== undefined)
      return await listObjects(s3.listObjectsV2, request.parameters);
    return failed(`Nothing here answers s3:${action}: give interpret an s3 that has it.`);
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

async function getObject(s3: S3, parameters: JsonObject): Promise<S3Answer> {
  const { Bucket, Key } = parameters;
  if (typeof Bucket !== "string" || typeof Key !== "string") return failed("s3:getObject needs a Bucket and a Key.");
  return { kind: "done", body: await s3.getObject({ ...parameters, Bucket, Key }) };
}

async function listObjects(list: NonNullable<S3["listObjectsV2"]>, parameters: JsonObject): Promise<S3Answer> {
  const { Bucket, Prefix = "" } = parameters;
  if (typeof Bucket !== "string" || typeof Prefix !== "string") return failed("s3:listObjectsV2 needs a Bucket.");
  return { kind: "objects", objects: await list({ ...parameters, Bucket, Prefix }) };
}

function failed(cause: string): S3Answer {
  return { kind: "failed", cause };
}
