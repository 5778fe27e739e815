import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { ServiceError } from "./service-error.ts";

const MIB = 1_048_576;

/**
 * How many bytes of a body a service takes, as it comes and as it is when it is unpacked. Services that say limits of their
 * own of what a call holds have room here to say them. Sources: Lambda quotas (6 MB), DynamoDB's BatchWriteItem (16 MB),
 * Step Functions' CreateStateMachine (1 MB of definition, which JSON writes longer), SQS and SNS quotas (1 MiB, 256 KiB;
 * forms write longer), CloudWatch's PutMetricData and Logs' PutLogEvents (1 MB), EC2's user data (16 KB), 2026-11.
 */
const LIMITS: Readonly<Record<string, number>> = {
  lambda: 6 * MIB,
  dynamodb: 16 * MIB,
  states: 4 * MIB,
  sqs: 4 * MIB,
  sns: 2 * MIB,
  logs: 4 * MIB,
};
const ANY_OTHER = MIB;

export function bodyLimit(service: string): number {
  return LIMITS[service] ?? ANY_OTHER;
}

const inflate = promisify(gunzip);

/**
 * Reads a body whole, up to so many bytes, and unpacks it, up to as many. Bodies of 10 KiB and more come gzip-ed from the
 * SDKs and the CLI (measured with CLI 1.45 and JS SDK 3.1169, 2026-11).
 *
 * @throws ServiceError when it is longer, or not gzip although it says so
 */
export async function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  const announced = Number(message.headers["content-length"] ?? 0);
  if (announced > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let length = 0;
  // An answer is to be sent over the connection also where the rest is not read.
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk as Buffer);
  }
  const raw = Buffer.concat(chunks);
  return message.headers["content-encoding"] === "gzip" ? await unpacked(raw, limit) : raw;
}

async function unpacked(raw: Buffer, limit: number): Promise<Buffer> {
  try {
    return await inflate(raw, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(limit);
    throw new ServiceError("SerializationException", "The body is not gzip although Content-Encoding says so");
  }
}

function tooLarge(limit: number): ServiceError {
  return new ServiceError("RequestEntityTooLargeException", `Request must be smaller than ${limit} bytes`, 413);
}
