import { createServer, request as send } from "node:http";
import type { AddressInfo } from "node:net";

export interface RequestLog extends AsyncDisposable {
  readonly endpoint: string;
  /** `METHOD path status`, in the order of their answers. */
  readonly requests: readonly string[];
}

/** Stands before an endpoint, passes everything on, and remembers what was asked and how it was answered. */
export async function requestLog(endpoint: string): Promise<RequestLog> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { method, url = "/", headers } = request;
    const passed = send(new URL(url, endpoint), { method, headers }, (answer) => {
      requests.push(`${method} ${url} ${answer.statusCode}`);
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
