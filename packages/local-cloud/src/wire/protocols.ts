import type { IncomingMessage, ServerResponse } from "node:http";

import type { WireRequest, WireResponse } from "./request.ts";

export type Input = Record<string, unknown>;

/** A service of the JSON 1.0 and 1.1 protocols. Operations throw ServiceError to refuse. */
export interface JsonService {
  /** What precedes the dot in X-Amz-Target: `AmazonSSM`. */
  readonly targetPrefix: string;
  readonly operations: Readonly<Record<string, (input: Input, request: WireRequest) => Promise<object>>>;
}

/** A service of the Query protocol: form parameters in, XML out. EC2 speaks a dialect of its own; lists of SQS are flattened. */
export interface QueryService {
  /** As in the SigV4 credential scope: `ec2`, `sts`, `monitoring`. */
  readonly signingName: string;
  readonly dialect: "ec2" | "query" | "flattened";
  readonly version: string;
  readonly namespace?: string;
  readonly operations: Readonly<Record<string, (input: Input, request: WireRequest) => Promise<object>>>;
}

/** A service of the REST protocols; it answers `undefined` where it has no such path. */
export interface RestService {
  /** How the paths begin that are its own: `/2015-03-31/`. */
  readonly pathPrefix: string;
  handle(request: WireRequest): Promise<WireResponse | undefined>;
}

/** A server of somebody else's that takes the request whole, unread. */
export interface PassOn {
  matches(request: { readonly target: string; readonly signingName: string | undefined }): boolean;
  handle(message: IncomingMessage, response: ServerResponse): void;
}
