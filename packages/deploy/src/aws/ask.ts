import { OperationError, type OperationErrorCode } from "../errors.ts";

/** One call of AWS; what it refuses says which call it was and what to do. */
export async function ask<Answer>(call: string, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    throw explain(call, error);
  }
}

/** As {@link ask}; `undefined` for this one error, which says that there is no such thing. Any other is an error. */
export async function askFor<Answer>(
  absent: string,
  call: string,
  request: () => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await request();
  } catch (error) {
    if (nameOf(error) === absent) return undefined;
    throw explain(call, error);
  }
}

/** What AWS, or the way to it, calls an error; also one that {@link ask} has explained. */
export function nameOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: unknown };
  return name === "OperationError" ? nameOf(cause ?? {}) : (name ?? "");
}

function explain(call: string, error: unknown): OperationError {
  const { message = String(error), $metadata } = error as {
    message?: string;
    $metadata?: { attempts?: number; httpStatusCode?: number };
  };
  const name = nameOf(error) || "Error";
  const attempts = $metadata?.attempts ?? 1;
  const [code, hint] = classify(error, name, $metadata?.httpStatusCode);
  const after = attempts > 1 ? ` after ${attempts} attempts` : "";
  return new OperationError(code, `${call} failed${after}: ${name}: ${message.trim() || "no answer"}`, hint, {
    cause: error,
  });
}

/** Names as the SDKs' retry tables and the services' common errors have them (botocore 1.43, JS SDK 3.1162, 2026-11). */
function classify(error: unknown, name: string, status: number | undefined): readonly [OperationErrorCode, string] {
  if (/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/.test(name)) {
    return ["THROTTLED", "wait a minute and run the same command again: it goes on from what is there"];
  }
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) {
    return ["ACCESS_DENIED", "the caller's role needs this permission; grant it, then run the same command again"];
  }
  if (/ExpiredToken|UnrecognizedClient|InvalidClientTokenId|InvalidSignature|Credentials/.test(name)) {
    return ["UNREACHABLE", "log in, or set AWS_PROFILE, then run the same command again"];
  }
  if (name === "ConflictException" || name === "ConcurrentModificationException") {
    return ["CHANGED_MEANWHILE", "somebody else is at it; look at the plan, then run the same command again"];
  }
  if (status === undefined) {
    const { message = "" } = error as { message?: string };
    const hint = /region/i.test(message) ? "set AWS_REGION" : "check the network and AWS_ENDPOINT_URL";
    return ["UNREACHABLE", `${hint}, then run the same command again`];
  }
  return ["AWS_REFUSED", "mend what AWS names, then run the same command again: it goes on from what is there"];
}
