import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

import { SSMClient } from "@aws-sdk/client-ssm";

/**
 * - `reset`: the connection breaks before the service sees the request. - `answer-lost`: the service does it, then the
 *   connection breaks. - `silent`: no answer ever comes. - Otherwise the service answers with this error, or these words.
 */
export type Fault =
  | "reset"
  | "answer-lost"
  | "silent"
  | { readonly status: number; readonly type: string }
  | { readonly answer: object };

export interface FaultyWay extends AsyncDisposable {
  readonly ssm: SSMClient;
  /** The operations asked for, in order. */
  readonly calls: readonly string[];
}

/** A way to the endpoint on which things go wrong: `fault` is asked for each call, with how often it was asked before. */
export async function openFaultyWay(
  endpoint: string,
  fault: (operation: string, before: number) => Fault | undefined,
): Promise<FaultyWay> {
  const calls: string[] = [];
  const server = createServer((message, response) => void handle(message, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ssm = new SSMClient({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", maxAttempts: 1 });

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(message.headers["x-amz-target"]).split(".").at(-1) ?? "";
    const found = fault(operation, calls.filter((call) => call === operation).length);
    calls.push(operation);
    const body = await buffer(message);
    if (found === "silent") return;
    if (found === "reset") return void response.destroy();
    if (typeof found === "object") {
      const { status, answer } =
        "answer" in found
          ? { status: 200, ...found }
          : { status: found.status, answer: { __type: found.type, message: "out of order" } };
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" });
      return void response.end(JSON.stringify(answer));
    }
    const onward = request(endpoint, { method: "POST", path: message.url, headers: message.headers });
    onward.end(body);
    const [answer] = (await once(onward, "response")) as [IncomingMessage];
    const text = await buffer(answer);
    if (found === "answer-lost") return void response.destroy();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.end(text);
  }

  return {
    ssm,
    calls,
    [Symbol.asyncDispose]: async () => {
      ssm.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
