import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { EC2Client } from "@aws-sdk/client-ec2";

/** `answer-lost`: EC2 does it, then the connection breaks. `silent`: no answer ever comes. Otherwise an error of that code. */
export type Fault = "answer-lost" | "silent" | { readonly code: string };

export interface FaultyWay extends AsyncDisposable {
  readonly ec2: EC2Client;
  /** The actions asked for, in order. */
  readonly calls: readonly string[];
}

/** A way to EC2 on which things go wrong: `fault` is asked for each call, with how often it was asked before. */
export async function openFaultyWay(
  endpoint: string,
  fault: (action: string, before: number) => Fault | undefined,
): Promise<FaultyWay> {
  const calls: string[] = [];
  const server = createServer((message, response) => void handle(message, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const ec2 = new EC2Client({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", maxAttempts: 1 });

  async function handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(message);
    const action = new URLSearchParams(body).get("Action") ?? "";
    const found = fault(action, calls.filter((call) => call === action).length);
    calls.push(action);
    if (found === "silent") return;
    if (typeof found === "object") {
      response.writeHead(503, { "content-type": "text/xml" });
      const error = `<Error><Code>${found.code}</Code><Message>not now</Message></Error>`;
      return void response.end(`<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>`);
    }
    const onward = request(endpoint, { method: "POST", path: message.url, headers: message.headers });
    onward.end(body);
    const [answer] = (await once(onward, "response")) as [IncomingMessage];
    const words = await text(answer);
    if (found === "answer-lost") return void response.destroy();
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    response.end(words);
  }

  return {
    ec2,
    calls,
    [Symbol.asyncDispose]: async () => {
      ec2.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
