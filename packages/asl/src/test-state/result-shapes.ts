/** What a service answers with, as far as a mock is held against it. */
export type Shape =
  | "string"
  | "number"
  | "boolean"
  | "any"
  | { readonly oneOf: readonly string[] }
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly required: readonly string[] };

/** The answers of the actions that pipelines use most, by integration; others are not checked. [service models of the AWS SDK] */
export function resultShape(service: string, action: string): Shape | undefined {
  const key = `${service === "sfn" ? "states" : service}:${action}`;
  return Object.hasOwn(SHAPES, key) ? SHAPES[key] : undefined;
}

function object(fields: Readonly<Record<string, Shape>>, ...required: readonly string[]): Shape {
  return { fields, required };
}
/** An object whose fields are all of one type. */
function all(type: Shape, ...names: readonly string[]): Readonly<Record<string, Shape>> {
  return Object.fromEntries(names.map((name) => [name, type]));
}

const ATTRIBUTES: Shape = { map: "any" };
const CAPACITY = all("number", "CapacityUnits", "ReadCapacityUnits", "WriteCapacityUnits");
const CONSUMED = object({
  ...CAPACITY,
  TableName: "string",
  Table: object(CAPACITY),
  LocalSecondaryIndexes: { map: object(CAPACITY) },
  GlobalSecondaryIndexes: { map: object(CAPACITY) },
});
const WRITTEN_ITEM = object({
  Attributes: ATTRIBUTES,
  ConsumedCapacity: CONSUMED,
  ItemCollectionMetrics: object({ ItemCollectionKey: ATTRIBUTES, SizeEstimateRangeGB: { list: "number" } }),
});
const STORAGE_CLASS: Shape = {
  oneOf: [
    "STANDARD",
    "REDUCED_REDUNDANCY",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "DEEP_ARCHIVE",
    "OUTPOSTS",
    "GLACIER_IR",
    "SNOW",
    "EXPRESS_ONEZONE",
    "FSX_OPENZFS",
    "FSX_ONTAP",
  ],
};
const ENCRYPTION: Shape = { oneOf: ["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"] };
const COMMAND_STATUS: readonly string[] = [
  "Pending",
  "InProgress",
  "Success",
  "Cancelled",
  "Failed",
  "TimedOut",
  "Cancelling",
];

const SHAPES: Readonly<Record<string, Shape>> = {
  "batch:submitJob": object(all("string", "JobArn", "JobName", "JobId"), "JobName", "JobId"),
  "dynamodb:deleteItem": WRITTEN_ITEM,
  "dynamodb:getItem": object({ Item: ATTRIBUTES, ConsumedCapacity: CONSUMED }),
  "dynamodb:putItem": WRITTEN_ITEM,
  "dynamodb:updateItem": WRITTEN_ITEM,
  "events:putEvents": object({
    FailedEntryCount: "number",
    Entries: { list: object(all("string", "EventId", "ErrorCode", "ErrorMessage")) },
  }),
  "glue:startJobRun": object({ JobRunId: "string" }),
  "s3:getObject": object({
    ...all("boolean", "BucketKeyEnabled", "DeleteMarker"),
    ...all("number", "ContentLength", "MissingMeta", "PartsCount", "TagCount"),
    ...all("string", "AcceptRanges", "Body", "CacheControl", "ContentDisposition", "ContentEncoding"),
    ...all("string", "ContentLanguage", "ContentRange", "ContentType", "ETag", "Expiration", "Expires"),
    ...all("string", "LastModified", "Restore", "SSECustomerAlgorithm", "SSECustomerKeyMD5", "SSEKMSKeyId"),
    ...all("string", "VersionId", "WebsiteRedirectLocation", "ObjectLockRetainUntilDate"),
    Metadata: { map: "string" },
    ObjectLockLegalHoldStatus: { oneOf: ["ON", "OFF"] },
    ObjectLockMode: { oneOf: ["GOVERNANCE", "COMPLIANCE"] },
    ReplicationStatus: { oneOf: ["COMPLETE", "PENDING", "FAILED", "REPLICA", "COMPLETED"] },
    RequestCharged: { oneOf: ["requester"] },
    ServerSideEncryption: ENCRYPTION,
    StorageClass: STORAGE_CLASS,
  }),
  "s3:listObjectsV2": object({
    ...all("boolean", "IsTruncated"),
    ...all("number", "KeyCount", "MaxKeys"),
    ...all("string", "ContinuationToken", "Delimiter", "Name", "NextContinuationToken", "Prefix", "StartAfter"),
    CommonPrefixes: { list: object({ Prefix: "string" }) },
    Contents: {
      list: object({ ...all("string", "Key", "ETag", "LastModified"), Size: "number", StorageClass: STORAGE_CLASS }),
    },
  }),
  "s3:putObject": object({
    ...all("string", "ETag", "Expiration", "SSEKMSKeyId", "VersionId"),
    BucketKeyEnabled: "boolean",
    ServerSideEncryption: ENCRYPTION,
  }),
  "sns:publish": object(all("string", "MessageId", "SequenceNumber")),
  "sqs:sendMessage": object(
    all(
      "string",
      "MD5OfMessageAttributes",
      "MD5OfMessageBody",
      "MD5OfMessageSystemAttributes",
      "MessageId",
      "SequenceNumber",
    ),
  ),
  "ssm:getCommandInvocation": object({
    ...all("string", "CommandId", "InstanceId", "Comment", "DocumentName", "DocumentVersion", "PluginName"),
    ...all("string", "ExecutionStartDateTime", "ExecutionElapsedTime", "ExecutionEndDateTime", "StatusDetails"),
    ...all("string", "StandardOutputContent", "StandardOutputUrl", "StandardErrorContent", "StandardErrorUrl"),
    ResponseCode: "number",
    Status: { oneOf: [...COMMAND_STATUS, "Delayed"] },
  }),
  "ssm:sendCommand": object({
    Command: object({
      ...all("string", "CommandId", "DocumentName", "DocumentVersion", "Comment", "ExpiresAfter", "StatusDetails"),
      ...all("string", "RequestedDateTime", "OutputS3Region", "OutputS3BucketName", "OutputS3KeyPrefix", "ServiceRole"),
      ...all("number", "TargetCount", "CompletedCount", "ErrorCount", "DeliveryTimedOutCount", "TimeoutSeconds"),
      InstanceIds: { list: "string" },
      Parameters: { map: { list: "string" } },
      Status: { oneOf: COMMAND_STATUS },
    }),
  }),
  "states:describeExecution": object(
    {
      ...all("string", "ExecutionArn", "StateMachineArn", "Name", "StartDate", "StopDate", "Input", "Output"),
      ...all("string", "Error", "Cause", "TraceHeader", "MapRunArn", "RedriveDate", "RedriveStatusReason"),
      RedriveCount: "number",
      Status: { oneOf: ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"] },
    },
    "ExecutionArn",
    "StateMachineArn",
    "StartDate",
    "Status",
  ),
  "states:startExecution": object(all("string", "ExecutionArn", "StartDate"), "ExecutionArn", "StartDate"),
};
