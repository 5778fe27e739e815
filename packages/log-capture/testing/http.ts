import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import { afterEach } from "vitest";

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

export interface Endpoint {
  readonly url: string;
  readonly requests: readonly Request[];
}

export type Answer = (request: Request, response: ServerResponse) => void;

/** A server on loopback that answers as the test wants, until the end of the test. */
export async function serve(answer: Answer): Promise<Endpoint> {
  const requests: Request[] = [];
  const server = createServer((message, response) => {
    const onBody = (body: Buffer): void => {
      const request = { method: message.method ?? "", url: message.url ?? "", headers: message.headers, body };
      requests.push(request);
      answer(request, response);
    };
    // A request that its sender gave up has no body.
    buffer(message).then(onBody, () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
