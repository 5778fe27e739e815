import { TaskFailure } from "@alpha-engine/asl";

import type { SdkModule } from "./clients.ts";
import type { Service } from "./services.ts";

interface SdkError extends Error {
  readonly Code?: string;
  readonly $fault?: string;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly extendedRequestId?: string;
  };
}

/** A failed call as an `aws-sdk` integration names it, after the Java SDK. [LocalStack's recordings of AWS, services_aws_sdk, 2025] */
export function sdkFailure(thrown: unknown, service: Service, sdk: SdkModule): TaskFailure {
  if (thrown instanceof TaskFailure) return thrown;
  const error = thrown as SdkError;
  if (error.$fault === undefined) return clientFailure(error, service.prefix);
  const { httpStatusCode = 0, requestId = "", extendedRequestId } = error.$metadata ?? {};
  const name = isModelled(error, sdk) ? suffixed(error.name) : `${service.prefix}Exception`;
  const extended = extendedRequestId === undefined ? "" : `, Extended Request ID: ${extendedRequestId}`;
  const where = `(Service: ${service.prefix}, Status Code: ${httpStatusCode}, Request ID: ${requestId}${extended})`;
  return new TaskFailure(`${service.prefix}.${name}`, `${messageOf(error)} ${where} (SDK Attempt Count: 1)`);
}

/** A failed call as an optimised integration names it, after the older Java SDK. [LocalStack's recordings of AWS, services_optimized, snapshot of 2026-03] */
export function optimisedFailure(thrown: unknown, service: Service, sdk: SdkModule): TaskFailure {
  if (thrown instanceof TaskFailure) return thrown;
  const error = thrown as SdkError;
  const {
    prefix,
    base,
    service: title,
  } = service.optimised ?? { prefix: service.prefix, base: `${service.prefix}Exception`, service: service.prefix };
  if (error.$fault === undefined) return clientFailure(error, prefix);
  const { httpStatusCode = 0, requestId = "" } = error.$metadata ?? {};
  const name = isModelled(error, sdk) ? suffixed(error.name) : base;
  const where = `(Service: ${title}; Status Code: ${httpStatusCode}; Error Code: ${error.Code ?? error.name}; Request ID: ${requestId}; Proxy: null)`;
  return new TaskFailure(`${prefix}.${name}`, `${messageOf(error)} ${where}`);
}

/** No answer came. */
function clientFailure(error: SdkError, prefix: string): TaskFailure {
  return new TaskFailure(`${prefix}.SdkClientException`, `Unable to execute HTTP request: ${error.message}`);
}

/** Whether the service's model knows the error: only then does it have a class, and a name, of its own. */
function isModelled(error: SdkError, sdk: SdkModule): boolean {
  const known = sdk[error.name];
  return typeof known === "function" && error instanceof known;
}

function suffixed(name: string): string {
  return name.endsWith("Exception") ? name : `${name}Exception`;
}

function messageOf(error: SdkError): string {
  return error.message === "" || error.message === "UnknownError" ? "null" : error.message;
}
