import { open, stat } from "node:fs/promises";
import { join } from "node:path";

import { unverified } from "../../wire/credential-scope.ts";

/** The storage takes bodies of up to 11 MiB; S3 itself wants parts of at least 5 MiB. */
const PART_BYTES = 8 * 1_048_576;

export interface Upload {
  /** The endpoint. */
  readonly s3: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** Where the node has `stdout` and `stderr`. */
  readonly folder: string;
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
  { s3, region, accessKeyId, folder, bucket, keyPrefix, commandId, instanceId, refused, signal }: Upload,
  log: (line: string) => void,
): Promise<void> {
  for (const name of ["stdout", "stderr"]) {
    const file = join(folder, name);
    const plugin = `${commandId}/${instanceId}/awsrunShellScript/0.awsrunShellScript/${name}`;
    const key = keyPrefix === "" ? plugin : `${keyPrefix}/${plugin}`;
    try {
      if (refused) throw new Error("403 AccessDenied");
      const { size } = await stat(file);
      const url = `${s3}/${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;
      const signed = unverified({ accessKeyId, region, service: "s3" });
      const ask = (path: string, { headers, ...init }: Asked): Promise<Response> =>
        request(path, { ...init, signal, headers: { ...headers, ...signed } });
      if (size > 0) await put({ url, file, size }, ask);
    } catch (error) {
      log(`failed to upload ${name} to s3://${bucket}/${key}: ${(error as Error).message}`);
    }
  }
}

type Asked = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

async function put(
  { url, file, size }: { readonly url: string; readonly file: string; readonly size: number },
  ask: (url: string, init: Asked) => Promise<Response>,
): Promise<void> {
  await using handle = await open(file);
  if (size <= PART_BYTES) {
    await ask(url, { method: "PUT", body: await handle.readFile(), headers: { "content-type": "text/plain" } });
    return;
  }
  const started = await (await ask(`${url}?uploads`, { method: "POST" })).text();
  const uploadId = /<UploadId>([^<]+)</.exec(started)?.[1] ?? "";
  const parts: string[] = [];
  for (let at = 0; at < size; at += PART_BYTES) {
    const { buffer } = await handle.read(Buffer.alloc(Math.min(PART_BYTES, size - at)), 0, null, at);
    const number = parts.length + 1;
    const part = await ask(`${url}?partNumber=${number}&uploadId=${uploadId}`, { method: "PUT", body: buffer });
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
