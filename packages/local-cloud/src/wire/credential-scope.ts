import type { IncomingMessage } from "node:http";

/** What a signature says of the request: who, where, for which service. Nothing of it is verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** Absent from a signature that holds for several regions (SigV4a). */
  readonly region: string | undefined;
  /** As the service signs: `ec2`, `s3`, `states`. */
  readonly service: string;
}

/**
 * The scope in the header or, presigned, in the query: `<key>/<date>/<region>/<service>/aws4_request`; SigV4a's is without
 * the region. Source: Signature Version 4 in the IAM user guide, 2026-11.
 */
export function credentialScope({
  headers,
  url = "",
}: Pick<IncomingMessage, "headers" | "url">): CredentialScope | undefined {
  const credential = /\bCredential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1] ?? inQuery(url);
  const parts = credential?.split("/") ?? [];
  const [terminator, service, ...rest] = parts.toReversed();
  if (terminator !== "aws4_request" || service === undefined || rest.length < 2) return undefined;
  const [region, date] = /^\d{8}$/.test(rest[0] ?? "") ? [undefined, rest[0]] : rest;
  if (date === undefined || !/^\d{8}$/.test(date)) return undefined;
  const accessKeyId = rest
    .slice(region === undefined ? 1 : 2)
    .toReversed()
    .join("/");
  return { accessKeyId, region, service };
}

function inQuery(url: string): string | undefined {
  const from = url.indexOf("?");
  return (from < 0 ? undefined : new URLSearchParams(url.slice(from)).get("X-Amz-Credential")) ?? undefined;
}

/** A header that says whose a request is and for whom, as a signature does which nobody here verifies. */
export function unverified({
  accessKeyId = "LOCALCLOUDNOTREAL000",
  region,
  service,
}: Pick<CredentialScope, "region" | "service"> & Partial<CredentialScope>): { readonly authorization: string } {
  const date = new Date().toISOString().slice(0, 10).replaceAll("-", "");
  const credential = `${accessKeyId}/${date}/${region}/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=none` };
}
