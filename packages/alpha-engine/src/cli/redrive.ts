import { UsageError } from "@alpha-engine/command-line";
import { planRedrive, redrive, type RedrivePlan, type RedriveReport } from "@alpha-engine/deploy";

import { reportFailure } from "../deploy/report-failure.ts";

export interface RedriveFlags {
  readonly plan?: true;
  readonly oldDefinition?: true;
  readonly json?: true;
}

/** `alpha-engine redrive EXECUTION-ARN` */
export async function redriveCommand(executionArn: string, flags: RedriveFlags): Promise<void> {
  const { plan, oldDefinition, json } = flags;
  const region = /^arn:aws[\w-]*:states:([\w-]+):\d{12}:execution:[^:]+:[^:]+$/.exec(executionArn)?.[1];
  if (region === undefined) {
    const expected = "arn:aws:states:REGION:ACCOUNT:execution:STATE-MACHINE:NAME";
    throw new UsageError(`expected the ARN of an execution, ${expected}, got ${JSON.stringify(executionArn)}`);
  }
  const options = { region, allowOldDefinition: oldDefinition === true };
  try {
    const report = plan === true ? await planRedrive(executionArn, options) : await redrive(executionArn, options);
    process.stdout.write(`${json === true ? JSON.stringify(report) : sentence(report)}\n`);
  } catch (error) {
    throw reportFailure(error, ["redrive", executionArn], json === true);
  }
}

function sentence(report: RedrivePlan | RedriveReport): string {
  const { executionArn, status, from } = report;
  const states = from.map(
    ({ name, after }) => `${name}${after.length === 0 ? "" : ` (after ${after.join(", ")} failed)`}`,
  );
  const where = states.length === 0 ? "its start" : states.join(", ");
  const name = executionArn.split(":").at(-1);
  return "redriveDate" in report
    ? `${name}, which ${status}, goes on from ${where} since ${report.redriveDate.toISOString()}`
    : `${name}, which ${status}, would go on from ${where}`;
}
