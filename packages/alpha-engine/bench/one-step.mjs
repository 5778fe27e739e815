// What a rehearsal of one step takes, when everything is loaded: `node bench/one-step.mjs [rounds]`. Ends with 1 where one without
// a machine of its own takes more than its goal. Rounds go through all kinds, so that what else the machine does meets all alike.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { rehearse } from "@alpha-engine/rehearsal";

const GOAL_MS = 250;
const rounds = Number(process.argv[2] ?? 15);
const directory = mkdtempSync(join(tmpdir(), "one-step-bench-"));
writeFileSync(join(directory, "grade.mjs"), "export const handler = () => 1;\n");

const task = (service, Parameters) => ({
  Type: "Task",
  Resource: `arn:aws:states:::${service}`,
  Parameters,
  End: true,
});
const JOB = { JobName: "j", JobQueue: "q", JobDefinition: "d" };
const ALERT = { TopicArn: "arn:aws:sns:us-east-1:000000000000:alerts", Message: "m" };
const SEND = { DocumentName: "AWS-RunShellScript", "InstanceIds.$": "$.box", Parameters: { commands: ["echo hi"] } };
const KINDS = {
  Pass: [{ Type: "Pass", End: true }, {}],
  "stand-in": [task("batch:submitJob.sync", JOB), { standIns: { Step: { answer: {} } } }],
  "SNS publish": [task("sns:publish", ALERT), { topics: { alerts: {} } }],
  Lambda: [
    task("lambda:invoke", { FunctionName: "grade", Payload: {} }),
    { functions: { grade: { module: "grade.mjs" } }, folder: directory },
  ],
  "SSM, a machine": [
    task("aws-sdk:ssm:sendCommand", SEND),
    { boxes: { box: { imageId: "ami" } }, images: { ami: {} }, input: ({ boxIds }) => ({ box: [boxIds.box] }) },
  ],
};
const times = Object.fromEntries(Object.keys(KINDS).map((name) => [name, []]));
for (let round = -1; round < rounds; round += 1) {
  for (const [name, [Step, options]] of Object.entries(KINDS)) {
    const startedAt = performance.now();
    const definition = { StartAt: "Step", States: { Step } };
    const { summary } = await rehearse({ pipeline: "bench", definition, directory, ...options });
    if (summary.status !== "SUCCEEDED") throw new Error(`${name}: ${summary.status} ${summary.error} ${summary.cause}`);
    if (round >= 0) times[name].push(performance.now() - startedAt); // the first loads what the kind needs
  }
}
rmSync(directory, { recursive: true, force: true });

console.log(`${"".padEnd(16)}  best ms  median ms  goal ms`);
for (const [name, all] of Object.entries(times)) {
  const sorted = all.toSorted((a, b) => a - b);
  const [best, median] = [sorted[0], sorted[Math.floor(sorted.length / 2)]];
  const goal = name.includes("machine") ? "" : String(GOAL_MS);
  console.log(
    `${name.padEnd(16)}  ${best.toFixed(1).padStart(7)}  ${median.toFixed(1).padStart(9)}  ${goal.padStart(7)}`,
  );
  if (goal !== "" && best > GOAL_MS) process.exitCode = 1;
}
