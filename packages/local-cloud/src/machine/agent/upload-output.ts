import { closeSync, fstatSync, readSync } from "node:fs";

import { unverified } from "../../wire/credential-scope.ts";

/** The storage takes bodies of up to 11 MiB; S3 itself wants parts of at least 5 MiB. */
const PART_BYTES = 8 * 1_048_576;

export interface Upload {
  /** The endpoint. */
  readonly s3: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** Opens `stdout` or `stderr` of the node. */
  readonly open: (name: string) => number;
  readonly bucket: string;
  readonly keyPrefix: string;
  readonly commandId: string;
  readonly instanceId: string;
  /** The node's role may not write there. */
  readonly refused: boolean;
  /** Breaks off what is under way. */
  readonly signal: AbortSignal;
}

/**
 * Puts `stdout` and `stderr` under AWS's key layout: once, at the end, whole, and only when not empty. Sources: fileS3.go
 * (agent 3.3, 2024-10), amazon-ssm-agent#106. A failure is only logged on the node, as there.
 */
export async function uploadOutput(
  { s3, region, accessKeyId, open, bucket, keyPrefix, commandId, instanceId, refused, signal }: Upload,
  log: (line: string) => void,
): Promise<void> {
  for (const name of ["stdout", "stderr"]) {
    const plugin = `${commandId}/${instanceId}/awsrunShellScript/0.awsrunShellScript/${name}`;
    const key = keyPrefix === "" ? plugin : `${keyPrefix}/${plugin}`;
    try {
      if (refused) throw new Error("403 AccessDenied");
      const url = `${s3}/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
      const signed = unverified({ accessKeyId, region, service: "s3" });
      const ask = (path: string, { headers, ...init }: Asked): Promise<Response> =>
        request(path, { ...init, signal, headers: { ...headers, ...signed } });
      const file = open(name);
      try {
        await put({ url, file, size: fstatSync(file).size }, ask);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      log(`failed to upload ${name} to s3://${bucket}/${key}: ${(error as Error).message}`);
    }
  }
}

type Asked = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

async function put(
  { url, file, size }: { readonly url: string; readonly file: number; readonly size: number },
  ask: (url: string, init: Asked) => Promise<Response>,
): Promise<void> {
  if (size === 0) return;
  const partAt = (at: number): Buffer<ArrayBuffer> => {
    const part = Buffer.alloc(Math.min(PART_BYTES, size - at));
    return part.subarray(0, readSync(file, part, 0, part.length, at));
  };
  if (size <= PART_BYTES) {
    await ask(url, { method: "PUT", body: partAt(0), headers: { "content-type": "text/plain" } });
    return;
  }
  const started = await (await ask(`${url}?uploads`, { method: "POST" })).text();
  const uploadId = /<UploadId>([^<]+)</.exec(started)?.[1] ?? "";
  const parts: string[] = [];
  for (let at = 0; at < size; at += PART_BYTES) {
    const number = parts.length + 1;
    const part = await ask(`${url}?partNumber=${number}&uploadId=${uploadId}`, { method: "PUT", body: partAt(at) });
    parts.push(`<Part><PartNumber>${number}</PartNumber><ETag>${part.headers.get("etag")}</ETag></Part>`);
  }
  const body = `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
  const headers = { "content-type": "application/xml" };
  await ask(`${url}?uploadId=${uploadId}`, { method: "POST", body, headers });
}

async function request(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${response.status} ${/<Code>([^<]+)</.exec(await response.text())?.[1] ?? ""}`);
  return response;
}
