import { randomUUID } from "node:crypto";

import { explainFailure, isNamed } from "@alpha-engine/aws-calls";
import { PutObjectCommand } from "@aws-sdk/client-s3";

import type { ResolvedEffects } from "../effects.ts";
import type { DispatchResult } from "../verdict/result.ts";
import type { DiagnosticsPlace } from "./places.ts";

const TAIL_BYTES = 4096;
/** The same command may be attached to again; every attempt has a file of its own. */
const ATTEMPTS = 100;

interface Attempt {
  readonly instanceId: string;
  readonly diagnostics?: DiagnosticsPlace | undefined;
  readonly description?: string;
  readonly idempotencyKey?: string | undefined;
  readonly onNotice?: ((text: string) => void) | undefined;
}

interface Content {
  readonly name: string;
  readonly commandId?: string | undefined;
  readonly [field: string]: unknown;
}

/** Makes an attempt and leaves a JSON that tells of it, also of one that rejects. Failing to write it changes nothing. */
export async function writeDiagnostics(
  attempt: Attempt,
  make: () => Promise<DispatchResult>,
  effects: ResolvedEffects,
): Promise<DispatchResult> {
  const { diagnostics: place, instanceId, description, idempotencyKey: key, onNotice } = attempt;
  if (place === undefined) return make();
  const requestedAt = effects.date().toISOString();
  const about = { name: nameOf(attempt, place), description, key };
  const write = async (content: Content): Promise<void> => {
    const stem = stemOf(content, place, effects.date());
    try {
      await put(content, place.bucket, stem, effects);
    } catch (error) {
      const { message } = explainFailure(error);
      onNotice?.(`diagnostics not written to s3://${place.bucket}/${stem}.json: ${message}`);
    }
  };
  let result: DispatchResult;
  try {
    result = await make();
  } catch (error) {
    const timings = { requestedAt, concludedAt: effects.date().toISOString() };
    await write({ ...about, instanceId, outcome: "refused", evidence: (error as Error).message, timings });
    throw error;
  }
  const { stdout, stderr, ...rest } = result;
  await write({ ...about, ...rest, stdoutTail: tail(stdout), stderrTail: tail(stderr) });
  return result;
}

async function put(content: Content, bucket: string, stem: string, effects: ResolvedEffects): Promise<void> {
  const Body = `${JSON.stringify(content, undefined, 2)}\n`;
  const s3 = await effects.s3();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const Key = `${stem}${attempt === 1 ? "" : `-${attempt}`}.json`;
    const request = { Bucket: bucket, Key, Body, ContentType: "application/json", IfNoneMatch: "*" };
    try {
      await s3.send(new PutObjectCommand(request), effects.bounded());
      return;
    } catch (error) {
      if (!isNamed(error, "PreconditionFailed")) throw error;
    }
  }
}

function stemOf({ name, commandId = randomUUID() }: Content, { prefix }: DiagnosticsPlace, date: Date): string {
  const folder = `${prefix === "" ? "" : `${prefix}/`}${date.toISOString().slice(0, 10)}`;
  return `${folder}/${name}-${commandId}`;
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
