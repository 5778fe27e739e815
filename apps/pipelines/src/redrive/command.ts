import { type createProgram, UsageError } from "@alpha-engine/command-line";
import { planRedrive, redrive, type RedrivePlan, type RedriveReport } from "@alpha-engine/deploy";

import { reportFailure } from "../deploy/report-failure.ts";

interface RedriveFlags {
  readonly plan?: true;
  readonly oldDefinition?: true;
  readonly json?: true;
}

/** `pipelines redrive EXECUTION-ARN` */
export function registerRedrive(program: ReturnType<typeof createProgram>): void {
  program
    .command("redrive")
    .description("let an execution go on from what failed, where that can help")
    .argument("<execution-arn>", "from the alert, or from aws stepfunctions list-executions")
    .option("--plan", "only say whether it can help, and from which state it would go on")
    .option("--old-definition", "also where another definition was deployed since")
    .option("--json", "print the answer as JSON")
    .addHelpText("after", "\nExit codes: 0 it goes on (--plan: it would); 1 it cannot help, or AWS refused; 2 usage.")
    .action(redriveCommand);
}

async function redriveCommand(executionArn: string, { plan, oldDefinition, json }: RedriveFlags): Promise<void> {
  const region = /^arn:aws[\w-]*:states:([\w-]+):\d{12}:execution:[^:]+:[^:]+$/.exec(executionArn)?.[1];
  if (region === undefined) {
    const expected = "arn:aws:states:REGION:ACCOUNT:execution:STATE-MACHINE:NAME";
    throw new UsageError(`expected the ARN of an execution, ${expected}, got ${JSON.stringify(executionArn)}`);
  }
  const options = { region, allowOldDefinition: oldDefinition === true };
  try {
    const report = plan === true ? await planRedrive(executionArn, options) : await redrive(executionArn, options);
    process.stdout.write(`${json === true ? JSON.stringify(report) : render(report)}\n`);
  } catch (error) {
    throw reportFailure(error, ["redrive", executionArn], json === true);
  }
}

function render(report: RedrivePlan | RedriveReport): string {
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
