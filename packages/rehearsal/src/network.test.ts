/** @module-tag slow */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startLocalCloud } from "@alpha-engine/local-cloud";
import { afterAll, expect, test } from "vitest";

import { rehearse, type RehearseOptions, type Summary } from "./index.ts";

const directory = mkdtempSync(join(tmpdir(), "network-"));
const probe = await startLocalCloud({ directory: join(directory, "probe") });
const { network } = probe.sandbox;
await probe.stop();
const skipped = network.kind === "own" ? "" : `, skipped: ${network.reason}`;
const server = createServer((_, response) => response.end("of this machine\n")).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

const TRIES = `for try in 1 2; do curl -sS https://data.example/prices || true; done; curl -sS http://localhost:${port}/`;

async function run(command: string, options: Partial<RehearseOptions>): Promise<Summary> {
  const Load = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand",
    Parameters: {
      DocumentName: "AWS-RunShellScript",
      "InstanceIds.$": "States.Array($.box)",
      Parameters: {
        commands: [command],
        executionTimeout: ["600"],
      },
    },
    End: true,
  };
  const { summary } = await rehearse({
    pipeline: "network",
    definition: { StartAt: "Load", States: { Load } },
    boxes: { box: { imageId: "ami-box" } },
    input: ({ boxIds }) => ({ box: boxIds["box"] }),
    directory,
    ...options,
  });
  return summary;
}

test.skipIf(network.kind !== "own")(
  `what a machine was refused is a problem of its state, and what it was allowed is told${skipped}`,
  async () => {
    const { status, problems, network: told } = await run(TRIES, { network: { allow: [`localhost:${port}`] } });
    expect(status).toBe("SUCCEEDED");
    expect(problems).toEqual([
      {
        kind: "network-denied",
        state: "Load",
        message:
          "Load wanted to reach data.example:443 2 times (curl -sS https://data.example/prices), which is not allowed: network.allow",
      },
    ]);
    expect(told.kind).toBe("own");
    expect(told.connections).toMatchObject([
      { destination: "data.example:443", outcome: "denied", attempts: 2, states: ["Load"], protocol: "tcp" },
      { destination: `127.0.0.1:${port}`, outcome: "reached", attempts: 1, states: ["Load"] },
    ]);
  },
);

test("where machines have this machine's network, the run says so", async () => {
  const seen: unknown[] = [];
  const { network: told } = await run("true", {
    sandbox: "plain",
    onEvent: (event) => event.type === "stage-set" && seen.push(event.network),
  });
  expect(told).toMatchObject({ kind: "shared", connections: [] });
  expect(told.reason).toMatch(/plain sandbox/);
  expect(seen).toEqual(["shared"]);
});
