import { ServiceError } from "../../wire/service-error.ts";

/** How the older protocol, and so botocore 1.43 (2026-11), calls what the model calls otherwise. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
};

/** How JSON calls what is in no model. [LocalStack's recordings of AWS, sqs, 2024 to 2026] */
const JSON_CODES: Readonly<Record<string, string>> = {
  InvalidParameterValue: "InvalidParameterValueException",
  MissingParameter: "MissingRequiredParameterException",
};

/** What SQS says when it refuses: by the shape's name, and by the code that clients of the Query protocol know. */
export function refused(code: string, message: string, statusCode = 400): ServiceError {
  return new ServiceError(JSON_CODES[code] ?? code, message, statusCode, QUERY_CODES[code] ?? code);
}

export function invalidValue(value: unknown, parameter: string, reason: string): ServiceError {
  return refused(
    "InvalidParameterValue",
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}

export function missing(parameter: string): ServiceError {
  return refused("MissingParameter", `The request must contain the parameter ${parameter}.`);
}
