import type { S3Store } from "../store/s3-store.ts";
import type { Reply } from "./reply.ts";
import type { S3Request } from "./s3-request.ts";

/** What an operation works on. */
export interface S3 {
  readonly store: S3Store;
  readonly region: string;
  readonly partition: string;
  readonly accountId: string;
}

export type Operation = (s3: S3, request: S3Request) => Reply | Promise<Reply>;
export type Operations = Readonly<Record<string, Operation>>;
