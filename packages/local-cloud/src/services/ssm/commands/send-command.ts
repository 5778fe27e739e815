import { randomUUID } from "node:crypto";

import type { ManagedNode } from "../../../cloud/nodes.ts";
import { optionalNumber, optionalString, record, records, requiredString, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../../wire/service-error.ts";
import type { Command, Invocation } from "./command.ts";

/** 64 KB with the runtime parameters counted in (SSM user guide, documents-creating-content, 2026-11). */
const DOCUMENT_LIMIT = 65_536;

/** Reads and refuses as the service does; nothing has happened yet when it throws. */
export function readSendCommand(
  input: Input,
  { now, accountId, managed }: { now: number; accountId: string; managed: readonly ManagedNode[] },
): Command {
  const documentName = requiredString(input, "DocumentName");
  if (documentName !== "AWS-RunShellScript")
    throw new NotModelledError("InvalidDocument", "", 400, `of documents only AWS-RunShellScript, not ${documentName}`);
  const parameters = readParameters(record(input, "Parameters"));
  const timeoutSeconds = optionalNumber(input, "TimeoutSeconds") ?? 3600;
  if (timeoutSeconds < 30 || timeoutSeconds > 2_592_000) {
    throw invalidField("timeoutSeconds", timeoutSeconds, "Member must have value between 30 and 2592000");
  }
  const comment = limited(input, "Comment", 100);
  const executionTimeout = parameters["executionTimeout"]?.[0] ?? "3600";
  return {
    commandId: randomUUID(),
    documentName,
    comment,
    parameters,
    timeoutSeconds,
    executionTimeout,
    workingDirectory: parameters["workingDirectory"]?.[0] ?? "",
    outputBucket: optionalString(input, "OutputS3BucketName") ?? "",
    outputKeyPrefix: limited(input, "OutputS3KeyPrefix", 500),
    logGroup: logGroup(record(input, "CloudWatchOutputConfig"), documentName),
    maxConcurrency: quota(input, "MaxConcurrency", "50"),
    maxErrors: quota(input, "MaxErrors", "0"),
    targets: records(input, "Targets"),
    requestedAt: now,
    expiresAt: now + (timeoutSeconds + Number(executionTimeout)) * 1000,
    invocations: targets(input, accountId, managed).map(invocation),
  };
}

function limited(input: Input, name: string, most: number): string {
  const value = optionalString(input, name) ?? "";
  if (value.length <= most) return value;
  const field = name.charAt(0).toLowerCase() + name.slice(1);
  throw invalidField(field, value, `Member must have length less than or equal to ${most}`);
}

/** The default group is named for the document (SSM user guide, sysman-rc-setting-up-cwlogs, 2026-11). */
function logGroup(config: Input, documentName: string): string {
  if (config["CloudWatchOutputEnabled"] !== true) return "";
  return optionalString(config, "CloudWatchLogGroupName") || `/aws/ssm/${documentName}`;
}

function quota(input: Input, name: string, standard: string): string {
  const value = optionalString(input, name) ?? standard;
  if (/^\d{1,7}%?$/.test(value)) return value;
  throw invalidField(name, value, "Member must satisfy regular expression pattern: ^([1-9][0-9]*|[0-9]+%)$");
}

function readParameters(given: Input): Command["parameters"] {
  const parameters = Object.fromEntries(Object.keys(given).map((name) => [name, strings(given, name)]));
  const unknown = Object.keys(parameters).find(
    (name) => !["commands", "workingDirectory", "executionTimeout"].includes(name),
  );
  if (unknown !== undefined) throw new ServiceError("InvalidParameters", `Parameter ${unknown} is not in the document`);
  if ((parameters["commands"] ?? []).length === 0) throw new ServiceError("InvalidParameters", "commands is required");
  const timeout = parameters["executionTimeout"]?.[0] ?? "3600";
  if (!/^\d{1,6}$/.test(timeout) || Number(timeout) < 1 || Number(timeout) > 172_800) {
    throw new ServiceError(
      "InvalidParameters",
      `Parameter executionTimeout with value ${timeout} does not match 1-172800`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(parameters)) > DOCUMENT_LIMIT) {
    throw new ServiceError("MaxDocumentSizeExceeded", "The document exceeds the maximum size of 64 KB");
  }
  return parameters;
}

function targets(input: Input, accountId: string, managed: readonly ManagedNode[]): readonly ManagedNode[] {
  const ids = [...strings(input, "InstanceIds"), ...targetIds(input)];
  if (ids.length > 50) {
    throw invalidField("instanceIds", ids.length, "Member must have length less than or equal to 50");
  }
  if (new Set(ids).size < ids.length) throw new ServiceError("DuplicateInstanceId", "");
  const found = ids.map((id) => {
    const instance = managed.find(({ instanceId }) => instanceId === id);
    if (instance !== undefined) return instance;
    // Not registered, shutting down, terminated, another region: one sentence for all (aws-sdk-js-v3#3676).
    throw new ServiceError("InvalidInstanceId", `Instances [[${id}]] not in a valid state for account ${accountId}`);
  });
  const byTag = records(input, "Targets").flatMap((target) => {
    const key = requiredString(target, "Key");
    if (!key.startsWith("tag:")) return [];
    const values = strings(target, "Values");
    return managed.filter(({ tags }) => values.includes(tags[key.slice(4)] ?? ""));
  });
  return [...new Set([...found, ...byTag])];
}

function targetIds(input: Input): readonly string[] {
  return records(input, "Targets")
    .filter((target) => target["Key"] === "InstanceIds")
    .flatMap((target) => strings(target, "Values"));
}

function invocation({ instanceId, tags }: ManagedNode): Invocation {
  return {
    instanceId,
    instanceTags: tags,
    visible: false,
    admitted: false,
    delivered: false,
    startReported: false,
    status: "Pending",
    statusDetails: "Pending",
    responseCode: -1,
    stdout: "",
    stderr: "",
    timers: new Set(),
  };
}

function invalidField(field: string, value: string | number, constraint: string): ServiceError {
  const text = `Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`;
  return new ServiceError("ValidationException", `1 validation error detected: ${text}`);
}
