import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * - `reset`: the connection breaks before the service sees the request. - `answer-lost`: the service does it, then the
 *   connection breaks. - `silent`: no answer ever comes. - Otherwise this answer comes, and the service never hears of it.
 */
export type Fault =
  | "reset"
  | "answer-lost"
  | "silent"
  | { readonly status: number; readonly contentType: string; readonly body: string };

export interface FaultyWay extends AsyncDisposable {
  readonly endpoint: string;
  /** The operations asked for, in order. */
  readonly calls: readonly string[];
}

/** How a family of services names the operation of a request. */
export type OperationOf = (headers: IncomingHttpHeaders, body: string) => string;

/** A way to an endpoint on which things go wrong: `fault` is asked for each call, with how often it was asked before. */
export async function openFaultyWay(
  endpoint: string,
  operationOf: OperationOf,
  fault: (operation: string, before: number) => Fault | undefined,
): Promise<FaultyWay> {
  const calls: string[] = [];
  const server = createServer((message, response) => void handle(message, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(message);
    const operation = operationOf(message.headers, String(body));
    const found = fault(operation, calls.filter((call) => call === operation).length);
    calls.push(operation);
    if (found === "silent") return;
    if (found === "reset") return void response.destroy();
    if (typeof found === "object") {
      response.writeHead(found.status, { "content-type": found.contentType });
      return void response.end(found.body);
    }
    // A connection of its own: one that is kept may have been closed by the other side by the time it is used again.
    const way = { agent: false, method: message.method, path: message.url, headers: message.headers } as const;
    const onward = request(endpoint, way);
    onward.end(body);
    const [answer] = (await once(onward, "response")) as [IncomingMessage];
    const words = await buffer(answer);
    if (found === "answer-lost") return void response.destroy();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.end(words);
  }

  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
