import { SpotLauncherError } from "../errors.ts";
import { type Answer, answerOf } from "./capacity-codes.ts";
import type { World } from "./effects.ts";
import type { Patience } from "./patience.ts";

/** What came of asking EC2: the answer, a refusal, or nothing that says whether it was done. */
export type Said<T> =
  | { readonly kind: "given"; readonly value: T }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: string;
      readonly answer: Answer;
      /** An earlier call with the same token was not answered, and may have been done. */
      readonly afterLost: boolean;
      readonly cause: unknown;
    }
  | { readonly kind: "lost"; readonly message: string; readonly cause: unknown };

const WAITS = 4;
const FIRST_WAIT_MS = 200;

/**
 * Asks, and again while EC2 says "later" or says nothing, four times at the most. The call must carry its own client token:
 * one whose answer was lost may have been done, and only the same token again tells.
 */
export async function ask<T>(call: () => Promise<T>, patience: Patience, world: World): Promise<Said<T>> {
  let lost: unknown;
  for (let waits = 0; ; waits += 1) {
    let error: unknown;
    try {
      return { kind: "given", value: await call() };
    } catch (caught) {
      error = caught;
    }
    const refusal = refusalOf(error);
    if (refusal === undefined && mayBeDone(error)) lost = error;
    else if (refusal === undefined && !isUnsent(error)) throw unreachable(error);
    const isLater = refusal === undefined || refusal.answer.action === "wait";
    if (isLater && waits < WAITS && !world.isCancelled() && (await patience.wait(waits, FIRST_WAIT_MS))) continue;
    // "Later" says nothing about the call before it whose answer was lost; anything else does, by the token.
    if (isLater && lost !== undefined) return { kind: "lost", message: (lost as Error).message, cause: lost };
    if (refusal === undefined) throw unreachable(error);
    return { ...refusal, afterLost: lost !== undefined };
  }
}

/** No call gets through: no pool was asked, and none can be. */
export function unreachable(cause: unknown): SpotLauncherError {
  const { name, message } = cause as Error;
  return new SpotLauncherError("EC2_UNREACHABLE", `cannot talk to EC2: ${name}: ${message}`, {
    cause,
    hint: "check AWS_REGION, the credentials and the way to the endpoint",
  });
}

function refusalOf(error: unknown): Omit<Extract<Said<never>, { kind: "refused" }>, "afterLost"> | undefined {
  const {
    name: code = "",
    message = "",
    $metadata,
  } = error as {
    name?: string;
    message?: string;
    $metadata?: { httpStatusCode?: number };
  };
  const httpStatus = $metadata?.httpStatusCode;
  if (httpStatus === undefined) return undefined;
  return { kind: "refused", code, message, answer: answerOf(code, httpStatus), cause: error };
}

/** Sent, perhaps, and not answered. */
function mayBeDone(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: unknown };
  const isOfTheWay =
    name === "TimeoutError" || name === "AbortError" || (typeof code === "string" && code.startsWith("E"));
  return isOfTheWay && !isUnsent(error);
}

/** There was nobody to send it to, for now. */
function isUnsent(error: unknown): boolean {
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(String((error as { code?: unknown }).code));
}
