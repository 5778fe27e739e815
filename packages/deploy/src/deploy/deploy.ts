import { type DeployEffects, eventBridgeClient, sfnClient } from "../aws/clients.ts";
import { type DoneStep, OperationError } from "../errors.ts";
import { checkTarget } from "../plan/check-target.ts";
import { type DeployPlan, hasChanges, planWith } from "../plan/plan.ts";
import type { DeployTarget } from "../plan/target.ts";
import { applySchedule } from "./apply-schedule.ts";
import { applyStateMachine } from "./apply-state-machine.ts";
import { commitWord, readCommit } from "./commit.ts";

/** What may be deployed, and what is noted of it. */
export interface DeployOptions {
  /** Deploys although executions of a state machine that changes are under way. @default false */
  readonly allowRunning?: boolean;
  /** Deploys what is not committed; the commit then ends in `-dirty`. @default false */
  readonly allowDirty?: boolean;
  /** The commit that is deployed, as hexadecimal digits. @default what git says of `folder` */
  readonly commit?: string;
  /** A checkout. @default the current folder */
  readonly folder?: string;
  /** Put behind the commit in the description of the versions. */
  readonly note?: string;
}

/** What a deployment found and what it did; nothing was done where nothing was to be changed. */
export interface DeployReport {
  readonly plan: DeployPlan;
  readonly done: readonly DoneStep[];
  /** Where something was to be done. */
  readonly commit?: string;
}

/**
 * Brings state machines and schedules to what `target` says: plans, has AWS validate every definition, and only then
 * writes, state machines first. What is right already is not touched; after an interruption the same call completes.
 * @throws {OperationError} with what was `done` and what is `left`.
 */
export async function deploy(
  target: DeployTarget,
  options: DeployOptions = {},
  effects: DeployEffects = {},
): Promise<DeployReport> {
  checkTarget(target);
  const [sfn, eventBridge] = await Promise.all([sfnClient(effects), eventBridgeClient(effects)]);
  const plan = await planWith(target, { sfn, eventBridge });
  effects.onPlan?.(plan);
  refuseProblems(plan);
  if (!hasChanges(plan)) return { plan, done: [] };
  if (options.allowRunning !== true) refuseRunning(plan);
  const commit = await commitToDeploy(options);
  const done: DoneStep[] = [];
  const onStep = (step: DoneStep): void => {
    done.push(step);
    effects.onStep?.(step);
  };
  const planned = [...plan.stateMachines, ...plan.schedules].filter(({ action }) => action !== "unchanged");
  const finished = new Set<object>();
  try {
    for (const each of plan.stateMachines) {
      const wanted = target.stateMachines.find(({ name }) => name === each.name);
      if (wanted === undefined) continue;
      await applyStateMachine(sfn, each, wanted, { commit, note: options.note, onStep });
      finished.add(each);
    }
    for (const each of plan.schedules) {
      const wanted = target.schedules?.find(({ name }) => name === each.name);
      const arn = plan.stateMachines.find(({ name }) => name === each.stateMachine)?.arn;
      if (wanted === undefined || arn === undefined) continue;
      await applySchedule(eventBridge, each, wanted, { stateMachineArn: arn, commit, onStep });
      finished.add(each);
    }
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    const left = planned.filter((each) => !finished.has(each)).map(({ kind, name }) => `${kind} ${name}`);
    throw new OperationError(error.code, error.message, error.hint, { cause: error.cause, done, left });
  }
  return { plan, done, commit };
}

/**
 * What would keep {@link deploy} from doing what was planned.
 * @throws {OperationError} never: each is in the answer.
 */
export async function blockers(plan: DeployPlan, options: DeployOptions = {}): Promise<readonly OperationError[]> {
  const found: OperationError[] = [];
  const collect = async (check: () => unknown): Promise<void> => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      found.push(error);
    }
  };
  await collect(() => refuseProblems(plan));
  if (!hasChanges(plan)) return found;
  if (options.allowRunning !== true) await collect(() => refuseRunning(plan));
  await collect(() => commitToDeploy(options));
  return found;
}

function refuseProblems({ stateMachines }: DeployPlan): void {
  const wrong = stateMachines.filter(({ problems }) => problems.length > 0);
  if (wrong.length === 0) return;
  const each = wrong.flatMap(({ name, problems }) =>
    problems.map(({ code, message, location }) => `${name}: ${code}: ${message}${location ? ` at ${location}` : ""}`),
  );
  throw new OperationError(
    "DEFINITION_REFUSED",
    `AWS refuses ${wrong.length} of ${stateMachines.length} definitions: ${each.join("; ")}`,
    "mend the definition; nothing was written",
  );
}

const SHOWN = 10;

function refuseRunning({ stateMachines }: DeployPlan): void {
  const busy = stateMachines.filter(({ running }) => running.length > 0);
  if (busy.length === 0) return;
  const each = busy.map(({ name, running }) => {
    const more = running.length > SHOWN ? ` and ${running.length - SHOWN} more` : "";
    return `${name} (${running.slice(0, SHOWN).join(", ")}${more})`;
  });
  throw new OperationError(
    "EXECUTIONS_RUNNING",
    `executions are running: ${each.join("; ")}`,
    "wait for their end, or deploy with --allow-running: they keep their definition, but what they start is new",
  );
}

async function commitToDeploy({ commit, folder, allowDirty = false }: DeployOptions): Promise<string> {
  if (commit !== undefined) {
    if (/^[0-9a-f]{7,64}(?:-dirty)?$/.test(commit)) return commit;
    throw new OperationError("NO_COMMIT", `${JSON.stringify(commit)} is no commit`, "give 7 to 64 hexadecimal digits");
  }
  const found = await readCommit(folder ?? process.cwd());
  if (found.dirty.length === 0 || allowDirty) return commitWord(found);
  const more = found.dirty.length > SHOWN ? ` and ${found.dirty.length - SHOWN} more` : "";
  throw new OperationError(
    "DIRTY_TREE",
    `not committed: ${found.dirty.slice(0, SHOWN).join(", ")}${more}`,
    "commit first, or deploy with --allow-dirty",
  );
}
