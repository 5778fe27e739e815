import { Account, type AccountOptions, type DeployEffects } from "../account/account.ts";
import { type DoneStep, DeployError } from "../errors.ts";
import { checkTarget } from "../plan/check-target.ts";
import type { SchedulePlan } from "../plan/plan-schedule.ts";
import type { StateMachinePlan } from "../plan/plan-state-machine.ts";
import { type DeployPlan, hasChanges, planIn } from "../plan/plan.ts";
import type { DeployTarget } from "../plan/target.ts";
import { applySchedule } from "./apply-schedule.ts";
import { applyStateMachine } from "./apply-state-machine.ts";
import { commitWord, readCommit } from "./commit.ts";

/** What may be deployed, and what is noted of it. */
export interface DeployOptions extends AccountOptions {
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
  /** Called before anything is written, whatever is said about it afterwards. */
  readonly onPlan?: ((plan: DeployPlan) => void) | undefined;
  /** Called after every write. */
  readonly onStep?: ((step: DoneStep) => void) | undefined;
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
 * @throws {DeployError} with what was `done` and what is `left`.
 *
 * @example
 * ```ts example cloud
 * import { deploy } from "@alpha-engine/deploy";
 *
 * const target = {
 *   stateMachines: [
 *     {
 *       name: "deployed",
 *       definition: { StartAt: "Done", States: { Done: { Type: "Succeed" } } },
 *       roleArn: "arn:aws:iam::000000000000:role/state-machines",
 *     },
 *   ],
 * };
 * const { done } = await deploy(target, { commit: "0123456" });
 * console.log(done, (await deploy(target, { commit: "0123456" })).done);
 * ```
 * ```text output
 * [
 *   {
 *     resource: 'state machine deployed',
 *     did: 'created, with version 1'
 *   }
 * ] []
 * ```
 */
export async function deploy(
  target: DeployTarget,
  options: DeployOptions = {},
  effects: DeployEffects = {},
): Promise<DeployReport> {
  checkTarget(target);
  return await deployIn(new Account(options, effects), target, options);
}

export async function deployIn(account: Account, target: DeployTarget, options: DeployOptions): Promise<DeployReport> {
  const plan = await planIn(account, target);
  options.onPlan?.(plan);
  refuseProblems(plan);
  if (!hasChanges(plan)) return { plan, done: [] };
  if (options.allowRunning !== true) refuseRunning(plan);
  const commit = await commitToDeploy(options);
  const done: DoneStep[] = [];
  const onStep = (step: DoneStep): void => {
    done.push(step);
    options.onStep?.(step);
  };
  const left = new Map(
    [...plan.stateMachines, ...plan.schedules]
      .filter(({ action }) => action !== "unchanged")
      .map((each) => [each, `${each.kind} ${each.name}`] as const),
  );
  try {
    await applyAll(account, plan, target, {
      commit,
      note: options.note,
      onStep,
      onFinished: (each) => left.delete(each),
    });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const { code, message, hint, cause } = error;
    throw new DeployError(code, message, { hint, cause, done, left: [...left.values()] });
  }
  return { plan, done, commit };
}

interface Applying {
  readonly commit: string;
  readonly note: string | undefined;
  readonly onStep: (step: DoneStep) => void;
  readonly onFinished: (each: StateMachinePlan | SchedulePlan) => void;
}

async function applyAll(
  account: Account,
  plan: DeployPlan,
  target: DeployTarget,
  { commit, note, onStep, onFinished }: Applying,
): Promise<void> {
  for (const each of plan.stateMachines) {
    const wanted = target.stateMachines.find(({ name }) => name === each.name);
    if (wanted === undefined) continue;
    await applyStateMachine(account, each, wanted, { commit, note, onStep });
    onFinished(each);
  }
  for (const each of plan.schedules) {
    const wanted = target.schedules?.find(({ name }) => name === each.name);
    const stateMachineArn = plan.stateMachines.find(({ name }) => name === each.stateMachine)?.arn;
    if (wanted === undefined || stateMachineArn === undefined) continue;
    await applySchedule(account, each, wanted, { stateMachineArn, commit, onStep });
    onFinished(each);
  }
}

/**
 * What would keep {@link deploy} from doing what was planned: the errors that it would throw, or none.
 *
 * @example
 * ```ts example cloud
 * import { blockers, planDeploy } from "@alpha-engine/deploy";
 *
 * const target = {
 *   stateMachines: [
 *     {
 *       name: "blocked",
 *       definition: { StartAt: "Done", States: { Done: { Type: "Succeed" } } },
 *       roleArn: "arn:aws:iam::000000000000:role/state-machines",
 *     },
 *   ],
 * };
 * const found = await blockers(await planDeploy(target), { commit: "HEAD" });
 * for (const { code, message, hint } of found) console.log(`${code}: ${message} (${hint})`);
 * ```
 * ```text output
 * NO_COMMIT: "HEAD" is not a commit (give 7 to 64 hexadecimal digits)
 * ```
 */
export async function blockers(plan: DeployPlan, options: DeployOptions = {}): Promise<readonly DeployError[]> {
  const found: DeployError[] = [];
  const collect = async (check: () => unknown): Promise<void> => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
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
  throw new DeployError(
    "DEFINITION_REFUSED",
    `AWS refuses ${wrong.length} of ${stateMachines.length} definitions: ${each.join("; ")}`,
    { hint: "mend the definition; nothing was written" },
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
  throw new DeployError("EXECUTIONS_RUNNING", `executions are running: ${each.join("; ")}`, {
    hint: "wait for their end, or deploy with --allow-running: they keep their definition, but what they start is new",
  });
}

async function commitToDeploy({ commit, folder, allowDirty = false }: DeployOptions): Promise<string> {
  if (commit !== undefined) {
    if (/^[0-9a-f]{7,64}(?:-dirty)?$/.test(commit)) return commit;
    throw new DeployError("NO_COMMIT", `${JSON.stringify(commit)} is not a commit`, {
      hint: "give 7 to 64 hexadecimal digits",
    });
  }
  const found = await readCommit(folder ?? process.cwd());
  if (found.dirty.length === 0 || allowDirty) return commitWord(found);
  const more = found.dirty.length > SHOWN ? ` and ${found.dirty.length - SHOWN} more` : "";
  throw new DeployError("DIRTY_TREE", `not committed: ${found.dirty.slice(0, SHOWN).join(", ")}${more}`, {
    hint: "commit first, or deploy with --allow-dirty",
  });
}
