import type { JsonValue } from "@alpha-engine/asl";

import { readMark } from "../../../wire/service-error.ts";
import type { Client, Command, SdkModule } from "./clients.ts";
import { NotModelledFailure } from "./not-modelled-failure.ts";

/** What a call brought, and how it came over the wire. */
export interface Answer {
  readonly output: Readonly<Record<string, unknown>>;
  readonly statusCode: number;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls `action`; `undefined` when the service has no such action. */
export async function callService(
  { client, sdk }: { readonly client: Client; readonly sdk: SdkModule },
  action: string,
  input: JsonValue,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const Constructor = sdk[`${action.charAt(0).toUpperCase()}${action.slice(1)}Command`];
  if (typeof Constructor !== "function") return undefined;
  const command = new (Constructor as new (input: JsonValue) => Command)(input);
  let headers: Record<string, string> = {};
  command.middlewareStack.add(
    (next) => async (request) => {
      const result = await next(request);
      headers = (result.response as { headers?: Record<string, string> }).headers ?? {};
      return result;
    },
    { step: "deserialize", priority: "high" },
  );
  const { $metadata, ...output } = await sent(client, command, action, signal);
  const { httpStatusCode = 200, requestId = "" } = ($metadata ?? {}) as { httpStatusCode?: number; requestId?: string };
  return { output, statusCode: httpStatusCode, requestId, headers };
}

async function sent(
  client: Client,
  command: Command,
  action: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  try {
    return (await client.send(command, { abortSignal: signal })) as Record<string, unknown>;
  } catch (error) {
    const { $response } = error as { $response?: { headers?: Record<string, string> } };
    const why = readMark($response?.headers);
    throw why === undefined ? error : new NotModelledFailure(action, why);
  }
}

/** What optimised integrations add to a result. [LocalStack's recordings of AWS, services_optimized, snapshot of 2026-03] */
export function httpMetadata({ statusCode, requestId, headers }: Answer): Record<string, JsonValue> {
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: { ...headers },
      HttpStatusCode: statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
