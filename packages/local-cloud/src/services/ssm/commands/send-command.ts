import { randomUUID } from "node:crypto";

import type { ManagedNode } from "../../../cloud/nodes.ts";
import { optionalNumber, optionalString, record, records, requiredString, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../../wire/service-error.ts";
import type { Command, Invocation } from "./command.ts";
import { readNotification } from "./notification.ts";
import { readTargets } from "./targets.ts";

/** 64 KB with the runtime parameters counted in (SSM user guide, documents-creating-content, 2026-11). */
const DOCUMENT_LIMIT = 65_536;

/** Reads and refuses as the service does; nothing has happened yet when it throws. */
export function readSendCommand(
  input: Input,
  { now, accountId, managed }: { now: number; accountId: string; managed: readonly ManagedNode[] },
): Command {
  const documentName = readDocument(input);
  const parameters = readParameters(record(input, "Parameters"));
  const timeoutSeconds = optionalNumber(input, "TimeoutSeconds") ?? 3600;
  const executionTimeout = parameters["executionTimeout"]?.[0] ?? "3600";
  return {
    commandId: randomUUID(),
    documentName,
    documentVersion: optionalString(input, "DocumentVersion") ?? "$DEFAULT",
    comment: optionalString(input, "Comment") ?? "",
    parameters,
    timeoutSeconds,
    executionTimeout,
    workingDirectory: parameters["workingDirectory"]?.[0] ?? "",
    outputBucket: optionalString(input, "OutputS3BucketName") ?? "",
    outputKeyPrefix: optionalString(input, "OutputS3KeyPrefix") ?? "",
    logGroup: logGroup(record(input, "CloudWatchOutputConfig"), documentName),
    notification: readNotification(input),
    maxConcurrency: optionalString(input, "MaxConcurrency") ?? "50",
    maxErrors: optionalString(input, "MaxErrors") ?? "0",
    targets: records(input, "Targets"),
    requestedAt: now,
    expiresAt: now + (timeoutSeconds + Number(executionTimeout)) * 1000,
    invocations: readTargets(input, accountId, managed).map(invocation),
  };
}

/** The one document there is, in its one version; its content, and so its hash, is not published (2026-11). */
function readDocument(input: Input): string {
  const name = requiredString(input, "DocumentName");
  const [, documentName = name] = /^arn:[^:]+:ssm:[^:]*:[^:]*:document\/(.+)$/.exec(name) ?? [];
  if (documentName !== "AWS-RunShellScript") {
    throw new NotModelledError("InvalidDocument", "", 400, `of documents only AWS-RunShellScript, not ${documentName}`);
  }
  const version = optionalString(input, "DocumentVersion") ?? "$DEFAULT";
  if (!["$DEFAULT", "$LATEST", "1"].includes(version)) throw new ServiceError("InvalidDocumentVersion", "");
  const hash = optionalString(input, "DocumentHash");
  const digits = optionalString(input, "DocumentHashType") === "Sha1" ? 40 : 64;
  if (hash !== undefined && !new RegExp(`^[0-9a-f]{${digits}}$`).test(hash)) {
    throw new ServiceError("InvalidDocument", "The hash is not that of the document.");
  }
  return documentName;
}

/** The default group is named for the document (SSM user guide, sysman-rc-setting-up-cwlogs, 2026-11). */
function logGroup(config: Input, documentName: string): string {
  if (config["CloudWatchOutputEnabled"] !== true) return "";
  return optionalString(config, "CloudWatchLogGroupName") || `/aws/ssm/${documentName}`;
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
