import type { IncomingHttpHeaders } from "node:http";

import { ServiceError } from "../../wire/service-error.ts";

/** A person's or a role's access key id, as AWS makes them. */
const REAL = /^A[KS]IA[A-Z0-9]{16}$/;
/** Those that cannot be real: AWS's own in its documentation, and the ones that spell what they are for. */
const MADE_UP = /(?:EXAMPLE|^A[KS]IA(?:TEST)+)$/;

/** Refuses a request that is signed with credentials of a real account: they have no business here. */
export function refuseRealCredentials(service: string, headers: IncomingHttpHeaders, url: string): void {
  const id = accessKeyId(headers, url);
  if (id === undefined || !REAL.test(id) || MADE_UP.test(id)) return;
  const [code, statusCode] = REFUSALS[service] ?? ["UnrecognizedClientException", 400];
  const shown = `${id.slice(0, 4)}…${id.slice(-4)}`;
  throw new ServiceError(
    code,
    `The access key id ${shown} looks real and this is a local cloud: use its own credentials, eval "$(local-cloud env)"`,
    statusCode,
  );
}

/** How each service says that it does not know an access key id (common errors of each, documentation, 2026-11). */
const REFUSALS: Readonly<Record<string, readonly [string, number]>> = {
  ec2: ["AuthFailure", 401],
  s3: ["InvalidAccessKeyId", 403],
  sts: ["InvalidClientTokenId", 403],
  sns: ["InvalidClientTokenId", 403],
  monitoring: ["InvalidClientTokenId", 403],
  sqs: ["InvalidClientTokenId", 403],
  lambda: ["UnrecognizedClientException", 403],
};

/** Of a request that is signed in its head or, presigned, in its query, by version 4 or by S3's older one. */
export function accessKeyId({ authorization = "" }: IncomingHttpHeaders, url: string): string | undefined {
  const signed = /Credential=([^/,\s]+)\//.exec(authorization) ?? /^AWS ([^\s:]+):/.exec(authorization);
  const inQuery = /[?&](?:X-Amz-Credential=([^/&%]+)(?:\/|%2F)|AWSAccessKeyId=([^&]+))/i.exec(url);
  return signed?.[1] ?? inQuery?.[1] ?? inQuery?.[2];
}
