import { existsSync, readFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";

import { sleep } from "@alpha-engine/aws-calls";

const EC2_ENDPOINT = "http://169.254.169.254";
const POLL_MS = 2000;
/** A metadata service is on the same host; one that takes longer is none. */
const ANSWER_MS = 1000;
const TOKEN_SECONDS = "21600";

/** The two-minute warning of a spot interruption. */
export interface SpotNotice {
  /** `terminate`, `stop` or `hibernate`. */
  readonly action: string;
  /** When. ISO 8601. */
  readonly time: string;
}

/**
 * Asks the instance's metadata service (IMDSv2) for an interruption notice and tells of the first. Where there is no such
 * service nothing is asked; where it does not answer at once, never again. Returns the undoing.
 */
export function watchForSpotNotice(env: NodeJS.ProcessEnv, onNotice: (notice: SpotNotice) => void): () => void {
  const endpoint = endpointOf(env);
  const stop = new AbortController();
  if (endpoint !== undefined) void watch(endpoint, onNotice, stop.signal).catch(() => {});
  return () => stop.abort();
}

/** @see {@link https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html} for the two variables. */
function endpointOf(env: NodeJS.ProcessEnv): string | undefined {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === "true") return undefined;
  return env.AWS_EC2_METADATA_SERVICE_ENDPOINT || (isOnEc2() ? EC2_ENDPOINT : undefined);
}

/** Says the machine's firmware; no request is needed to know. */
function isOnEc2(): boolean {
  const vendor = "/sys/class/dmi/id/sys_vendor";
  try {
    return existsSync(vendor) && readFileSync(vendor, "utf8").startsWith("Amazon");
  } catch {
    return false;
  }
}

async function watch(endpoint: string, onNotice: (notice: SpotNotice) => void, signal: AbortSignal): Promise<void> {
  let token = await fetchToken(endpoint, signal);
  while (!signal.aborted) {
    const question = { method: "GET", path: "/latest/meta-data/spot/instance-action", headers: token };
    const answer = await ask(endpoint, question, signal).catch(() => undefined);
    if (answer?.status === 401) token = await fetchToken(endpoint, signal);
    const notice = answer?.status === 200 ? noticeOf(answer.body) : undefined;
    if (notice !== undefined) return onNotice(notice);
    await sleep(POLL_MS, signal);
  }
}

async function fetchToken(endpoint: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const headers = { "x-aws-ec2-metadata-token-ttl-seconds": TOKEN_SECONDS };
  const { status, body } = await ask(endpoint, { method: "PUT", path: "/latest/api/token", headers }, signal);
  // A service of the first version has no tokens.
  return status === 200 ? { "x-aws-ec2-metadata-token": body.trim() } : {};
}

function noticeOf(body: string): SpotNotice | undefined {
  try {
    const { action, time } = JSON.parse(body) as SpotNotice;
    return { action, time };
  } catch {
    return undefined;
  }
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function ask(
  endpoint: string,
  { method, path, headers }: Question,
  signal: AbortSignal,
): Promise<{ readonly status: number | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const bound = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    const onResponse = (response: IncomingMessage): void => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    };
    const length = method === "PUT" ? { "content-length": "0" } : {};
    request(new URL(path, endpoint), { method, headers: { ...headers, ...length }, signal: bound }, onResponse)
      .on("error", reject)
      .on("socket", (socket) => socket.unref())
      .end();
  });
}
