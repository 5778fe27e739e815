import { EC2Client } from "@aws-sdk/client-ec2";
import { SSMClient } from "@aws-sdk/client-ssm";

import { dispatchMany } from "../../src/dispatch/dispatch-many.ts";
import { dispatch } from "../../src/dispatch/dispatch.ts";
import { startTestCloud } from "../cloud.ts";
import { openCountedWay } from "./counted-way.ts";

const SECONDS = 4;

/** A script of a few seconds on one instance and on many: wall time and calls. */
export async function fanOut(instances: number): Promise<string> {
  // Many machines on one: sandboxes without namespaces are the cheap ones.
  await using rig = await startTestCloud({ sandbox: "plain" });
  const instanceIds = await Promise.all(Array.from({ length: instances }, () => rig.boot()));
  await using way = await openCountedWay(rig.cloud.endpoint);
  const client = { region: "us-east-1", endpoint: way.endpoint, maxAttempts: 1 };
  const effects = { ssm: new SSMClient(client), ec2: new EC2Client(client) };
  const script = `sleep ${SECONDS}`;
  const one = await measured(() => dispatch({ instanceId: instanceIds[0] ?? "", description: "1", script }, effects));
  const many = await measured(() => dispatchMany({ instanceIds, description: "many", script }, effects));
  Object.values(effects).forEach((each) => each.destroy());
  const busiest = Math.max(
    ...Map.groupBy(many.calls, (at) => Math.floor(at / 1000))
      .values()
      .map(({ length }) => length),
  );
  return `| \`${script}\` on | ms | calls | most calls in a second |
|---|---|---|---|
| 1 instance | ${Math.round(one.ms)} | ${one.calls.length} | |
| ${instances} instances | ${Math.round(many.ms)} (${(many.ms / one.ms).toFixed(2)} ×) | ${many.calls.length} | ${busiest} |
`;

  async function measured(work: () => Promise<unknown>): Promise<{ readonly ms: number; readonly calls: number[] }> {
    const calls: number[] = [];
    const before = way.calls.length;
    const began = performance.now();
    // When each call was first seen.
    const watching = setInterval(() => {
      while (calls.length < way.calls.length - before) calls.push(performance.now() - began);
    }, 10);
    await work();
    clearInterval(watching);
    while (calls.length < way.calls.length - before) calls.push(performance.now() - began);
    return { ms: performance.now() - began, calls };
  }
}
