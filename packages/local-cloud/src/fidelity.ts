import { door } from "./cloud/door/fidelity.ts";
import type { FidelityEntry } from "./fidelity-entry.ts";
import { agent } from "./machine/agent/fidelity.ts";
import { machine } from "./machine/fidelity.ts";
import { dynamoDb } from "./services/dynamodb/fidelity.ts";
import { ec2 } from "./services/ec2/fidelity.ts";
import { eventBridge } from "./services/eventbridge/fidelity.ts";
import { lambda } from "./services/lambda/fidelity.ts";
import { logs } from "./services/logs/fidelity.ts";
import { s3 } from "./services/s3/fidelity.ts";
import { sns } from "./services/sns/fidelity.ts";
import { sqs } from "./services/sqs/fidelity.ts";
import { ssm } from "./services/ssm/fidelity.ts";
import { stepFunctions } from "./services/step-functions/fidelity.ts";
import { wire } from "./wire/fidelity.ts";

/**
 * What is modelled of AWS, and where each behaviour is known from: the ledger that `local-cloud fidelity` prints.
 *
 * @example
 * ```ts example
 * import { fidelity } from "@alpha-engine/local-cloud";
 *
 * const rows = fidelity.filter(({ id }) => id.startsWith("exit-194"));
 * console.log(rows.map(({ behaviour, kind }) => `${kind}: ${behaviour}`).join("\n"));
 * ```
 * ```text output
 * documentation: 194 reboots the machine and runs the same script again from its first line.
 * source code: It is run again fifteen times at most, then 194 is an exit code like others.
 * ```
 */
export const fidelity: readonly FidelityEntry[] = [
  ...agent,
  ...machine,
  ...ssm,
  ...logs,
  ...sqs,
  ...sns,
  ...ec2,
  ...wire,
  ...door,
  ...s3,
  ...dynamoDb,
  ...lambda,
  ...stepFunctions,
  ...eventBridge,
];

/**
 * The rows that who made these calls may have met: those whose operations were called.
 *
 * @param calls `service:Operation`, as `cloud.calls()` names them.
 *
 * @example
 * ```ts example
 * import { fidelityOf } from "@alpha-engine/local-cloud";
 *
 * console.log(fidelityOf(["lambda:Invoke"]).some(({ id }) => id.startsWith("sfn-")));
 * ```
 * ```text output
 * false
 * ```
 */
export function fidelityOf(calls: Iterable<string>): readonly FidelityEntry[] {
  const called = [...calls];
  return fidelity.filter(({ file, operations = everyOperation(file) }) =>
    operations.some((operation) => called.some((call) => covers(operation, call))),
  );
}

function covers(operation: string, call: string): boolean {
  return operation.endsWith("*") ? call.startsWith(operation.slice(0, -1)) : call === operation;
}

/** Of the service, as in the SigV4 scope, whose folder it is in; machines are met by whoever launches or commands them. */
function everyOperation(file: string): readonly string[] {
  const folder = /^src\/services\/([^/]+)\//.exec(file)?.[1];
  if (folder === undefined) return file.startsWith("src/machine/") ? ["ec2:*", "ssm:*"] : ["*"];
  return [`${folder === "step-functions" ? "states" : folder}:*`];
}
