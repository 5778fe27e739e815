import { randomUUID } from "node:crypto";

import { PutObjectCommand } from "@aws-sdk/client-s3";

import type { ResolvedEffects } from "../effects.ts";
import type { DispatchResult } from "../verdict/result.ts";
import type { DiagnosticsPlace } from "./places.ts";

const TAIL_BYTES = 4096;
/** The same command may be attached to again; every attempt has a file of its own. */
const ATTEMPTS = 100;

interface Attempt {
  readonly diagnostics?: DiagnosticsPlace | undefined;
  readonly onNotice?: ((text: string) => void) | undefined;
  readonly description?: string;
  readonly idempotencyKey?: string | undefined;
}

/** Makes an attempt and leaves a JSON that tells of it, also of one that rejects. Failing to write it changes nothing. */
export async function writeDiagnostics(
  attempt: Attempt,
  instanceId: string,
  effects: ResolvedEffects,
  make: () => Promise<DispatchResult>,
): Promise<DispatchResult> {
  const { diagnostics: place } = attempt;
  if (place === undefined) return make();
  const requestedAt = effects.date().toISOString();
  const told = { name: nameOf(attempt, place), description: attempt.description, key: attempt.idempotencyKey };
  let result: DispatchResult;
  try {
    result = await make();
  } catch (error) {
    const { name, message } = error as Error;
    const evidence = `${name}: ${message}`;
    const timings = { requestedAt, concludedAt: effects.date().toISOString() };
    await put({ ...told, instanceId, outcome: "refused", evidence, timings }, place, undefined, attempt, effects);
    throw error;
  }
  const { stdout, stderr, ...rest } = result;
  const content = { ...told, ...rest, stdoutTail: tail(stdout), stderrTail: tail(stderr) };
  await put(content, place, result.commandId, attempt, effects);
  return result;
}

async function put(
  content: { readonly name: string; readonly [field: string]: unknown },
  { bucket, prefix }: DiagnosticsPlace,
  commandId: string | undefined,
  { onNotice }: Attempt,
  effects: ResolvedEffects,
): Promise<void> {
  const date = effects.date().toISOString().slice(0, 10);
  const folder = `${prefix === "" ? "" : `${prefix}/`}${date}`;
  const stem = `${folder}/${content.name}-${commandId ?? randomUUID()}`;
  const Body = `${JSON.stringify(content, undefined, 2)}\n`;
  try {
    const s3 = await effects.s3();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const Key = `${stem}${attempt === 1 ? "" : `-${attempt}`}.json`;
      const request = { Bucket: bucket, Key, Body, ContentType: "application/json", IfNoneMatch: "*" };
      const isWritten = await s3.send(new PutObjectCommand(request), effects.bounded()).then(
        () => true,
        (error: Error) => {
          if (error.name !== "PreconditionFailed") throw error;
          return false;
        },
      );
      if (isWritten) return;
    }
  } catch (error) {
    onNotice?.(`diagnostics not written to s3://${bucket}/${stem}.json: ${(error as Error).message}`);
  }
}

/** Fit for a key. */
function nameOf({ description = "run" }: Attempt, { name = description }: DiagnosticsPlace): string {
  return name.replaceAll(/[^A-Za-z0-9._-]+/g, "-").slice(0, 100) || "run";
}

function tail(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= TAIL_BYTES
    ? text
    : bytes
        .subarray(-TAIL_BYTES)
        .toString()
        .replace(/^\uFFFD+/, "");
}
