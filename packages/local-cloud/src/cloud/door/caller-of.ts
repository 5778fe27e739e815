import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

import type { Caller } from "../callers/caller.ts";
import type { Callers } from "../callers/callers.ts";
import { OUTSIDE } from "../environment.ts";
import { accessKeyId } from "./credentials.ts";

export interface Whereabouts {
  readonly callers: Callers;
  /** The access key id with which the program at the other end was started, where it can be seen. */
  readonly keyBehind: (address: string, port: number) => string | undefined;
  /** The commands that run on an instance. */
  readonly running: (instanceId: string) => readonly string[];
}

/**
 * Who sends a request: the one whose key signed it. With a key that all on a machine share (its role's, its files') and with
 * one that somebody made up, it is the one as whom the program was started that sends.
 */
export function createCallerOf({
  callers,
  keyBehind,
  running,
}: Whereabouts): (message: IncomingMessage) => Caller | undefined {
  const seen = new WeakMap<Socket, { readonly key: string | undefined }>();
  const behind = ({ socket }: IncomingMessage): Caller | undefined => {
    const { remoteAddress = "", remotePort = 0 } = socket;
    const known = seen.get(socket) ?? { key: keyBehind(remoteAddress, remotePort) };
    seen.set(socket, known);
    return known.key === undefined ? undefined : callers.withKey(known.key);
  };
  return (message) => {
    const key = accessKeyId(message.headers, message.url ?? "");
    if (key === undefined || key === OUTSIDE) return undefined;
    const signer = callers.withKey(key);
    if (signer !== undefined && signer.kind !== "instance") return signer;
    const sender = behind(message);
    if (signer === undefined) return sender;
    // A link that was signed there may be used anywhere.
    if (sender !== undefined && "instanceId" in sender && sender.instanceId === signer.instanceId) return sender;
    const oneOf = running(signer.instanceId);
    return oneOf.length === 0 ? signer : { ...signer, oneOf };
  };
}
