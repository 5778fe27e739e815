import { ExitError } from "@alpha-engine/command-line";
import {
  blockers,
  deploy,
  type DeployOptions,
  type DeployPlan,
  type DeployReport,
  planDeploy,
  planRollback,
  renderPlan,
  rollback,
} from "@alpha-engine/deploy";

import { deployConfig } from "./config.ts";
import { reportFailure } from "./report-failure.ts";
import { deployTarget, pipelineNamed, stateMachineArn } from "./target.ts";

export interface RollbackFlags {
  readonly config: string;
  readonly plan?: true;
  readonly allowRunning?: true;
  readonly json?: true;
}

export interface DeployFlags extends RollbackFlags {
  readonly allowDirty?: true;
  readonly commit?: string;
}

export async function deployCommand(names: readonly string[], flags: DeployFlags): Promise<void> {
  const config = deployConfig(flags.config);
  const target = deployTarget(config, names);
  const command = ["deploy", ...names, "--config", flags.config];
  const { allowRunning = false, allowDirty = false, commit } = flags;
  const options = { region: config.region, allowRunning, allowDirty, ...(commit === undefined ? {} : { commit }) };
  await answer(command, flags, {
    plan: () => planDeploy(target, { region: config.region }),
    apply: (told) => deploy(target, { ...options, ...told }),
    options,
  });
}

export async function rollbackCommand(name: string, version: number, flags: RollbackFlags): Promise<void> {
  pipelineNamed(name);
  const config = deployConfig(flags.config);
  const { region } = config;
  const which = { stateMachineArn: stateMachineArn(config, name), version };
  const { allowRunning = false } = flags;
  await answer(["rollback", name, String(version), "--config", flags.config], flags, {
    plan: () => planRollback(which, { region }),
    apply: (told) => rollback(which, { region, allowRunning, ...told }),
    // A rollback deploys what was deployed: no commit is asked for.
    options: { allowRunning, commit: "0000000" },
  });
}

interface Operation {
  readonly plan: () => Promise<DeployPlan>;
  readonly apply: (told: Pick<DeployOptions, "onPlan" | "onStep">) => Promise<DeployReport>;
  readonly options: DeployOptions;
}

async function answer(
  command: readonly string[],
  { plan: isPlan, json }: RollbackFlags,
  operation: Operation,
): Promise<void> {
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const onPlan = (plan: DeployPlan): void => {
    if (json !== true) print(renderPlan(plan));
  };
  try {
    if (isPlan === true) {
      const plan = await operation.plan();
      onPlan(plan);
      if (json === true) print(JSON.stringify({ plan, done: [] }));
      const found = await blockers(plan, operation.options);
      for (const { message, hint } of found) say(`would be refused: ${message} (${hint})`);
      if (found.length > 0) throw new ExitError(1);
      return;
    }
    const report = await operation.apply({ onPlan, onStep: ({ resource, did }) => say(`${resource}: ${did}`) });
    if (json === true) print(JSON.stringify(report));
    else if (report.done.length === 0) say("nothing to change");
  } catch (error) {
    throw reportFailure(error, command, json === true);
  }
}
