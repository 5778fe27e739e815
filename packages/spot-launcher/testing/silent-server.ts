import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { EC2Client } from "@aws-sdk/client-ec2";

export interface SilentServer extends AsyncDisposable {
  readonly ec2: EC2Client;
  /** The actions that were asked for. */
  readonly calls: readonly string[];
}

/** An EC2 that takes every call and never answers, save for the actions with an answer here (XML). */
export async function openSilentServer(answers: Readonly<Record<string, string>> = {}): Promise<SilentServer> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const action = new URLSearchParams(body).get("Action") ?? "";
      calls.push(action);
      const answer = answers[action];
      if (answer !== undefined) response.writeHead(200, { "content-type": "text/xml" }).end(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: "AKIATESTTESTTESTTEST", secretAccessKey: "not-a-secret" };
  const ec2 = new EC2Client({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1", maxAttempts: 1, credentials });
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
