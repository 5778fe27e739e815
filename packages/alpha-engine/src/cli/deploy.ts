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
import { EXIT_CODES } from "@alpha-engine/dialect";

import { loadConfig } from "../config/load-config.ts";
import { deployTarget, stateMachineArn } from "../deploy/deploy-target.ts";
import { reportFailure } from "../deploy/report-failure.ts";
import { targetNamed } from "../deploy/target.ts";
import { subjectNamed } from "../pipeline/subject.ts";
import { refuseUnused, substitutionsFrom } from "../pipeline/substitute.ts";

export interface RollbackFlags {
  readonly config?: string;
  readonly target?: string;
  readonly plan?: true;
  readonly allowRunning?: true;
  readonly json?: true;
}

export interface DeployFlags extends RollbackFlags {
  readonly substitute?: readonly string[];
  readonly allowDirty?: true;
  readonly commit?: string;
}

/** `alpha-engine deploy [NAME…]` */
export async function deployCommand(names: readonly string[], flags: DeployFlags): Promise<void> {
  const loaded = await loadConfig(flags.config);
  const named = await targetNamed(flags.target, loaded);
  const substitutions = await substitutionsFrom(flags.substitute);
  const target = await deployTarget(names, loaded, named, substitutions);
  refuseUnused(substitutions, []);
  const { region } = named.target;
  const { allowRunning = false, allowDirty = false, commit } = flags;
  const options = { region, allowRunning, allowDirty, ...(commit === undefined ? {} : { commit }) };
  await answer(["deploy", ...names, ...said(flags)], flags, {
    plan: () => planDeploy(target, { region }),
    apply: (told) => deploy(target, { ...options, ...told }),
    options,
  });
}

/** `alpha-engine rollback NAME VERSION` */
export async function rollbackCommand(name: string, version: number, flags: RollbackFlags): Promise<void> {
  const loaded = await loadConfig(flags.config);
  const subject = subjectNamed(name, loaded);
  const named = await targetNamed(flags.target, loaded);
  const { region } = named.target;
  const which = { stateMachineArn: stateMachineArn(subject, named), version };
  const { allowRunning = false } = flags;
  await answer(["rollback", name, String(version), ...said(flags)], flags, {
    plan: () => planRollback(which, { region }),
    apply: (told) => rollback(which, { region, allowRunning, ...told }),
    // A rollback deploys what was deployed: no commit is asked for.
    options: { allowRunning, commit: "0000000" },
  });
}

/** The options by which the command, once more, is about the same. */
function said({ config, target }: RollbackFlags): readonly string[] {
  return [...(target === undefined ? [] : ["--target", target]), ...(config === undefined ? [] : ["--config", config])];
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
      if (found.length > 0) throw new ExitError(EXIT_CODES.bad);
      return;
    }
    const report = await operation.apply({ onPlan, onStep: ({ resource, did }) => say(`${resource}: ${did}`) });
    if (json === true) print(JSON.stringify(report));
    else if (report.done.length === 0) say("nothing to change");
  } catch (error) {
    throw reportFailure(error, command, json === true);
  }
}
