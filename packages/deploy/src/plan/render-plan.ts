import type { Change } from "@alpha-engine/definition";

import type { SchedulePlan } from "./plan-schedule.ts";
import type { StateMachinePlan } from "./plan-state-machine.ts";
import type { DeployPlan } from "./plan.ts";

/**
 * The plan as people read it: a line for each resource, and below it what differs.
 *
 * @example
 * ```ts example cloud
 * import { planDeploy, renderPlan } from "@alpha-engine/deploy";
 *
 * const target = {
 *   stateMachines: [
 *     {
 *       name: "rendered",
 *       definition: { StartAt: "Done", States: { Done: { Type: "Succeed" } } },
 *       roleArn: "arn:aws:iam::000000000000:role/state-machines",
 *     },
 *   ],
 * };
 * console.log(renderPlan(await planDeploy(target)));
 * ```
 * ```text output
 * state machine rendered: create
 * 1 to create, 0 to update, 0 unchanged
 * ```
 */
export function renderPlan({ stateMachines, schedules }: DeployPlan): string {
  const all = [...stateMachines, ...schedules];
  const count = (action: string): number => all.filter((each) => each.action === action).length;
  const summary = `${count("create")} to create, ${count("update")} to update, ${count("unchanged")} unchanged`;
  return [...stateMachines.flatMap(renderStateMachine), ...schedules.flatMap(renderSchedule), summary].join("\n");
}

function renderStateMachine(plan: StateMachinePlan): readonly string[] {
  const { kind, name, action, changes, notes, problems, running, found } = plan;
  return [
    `${kind} ${name}: ${action}${foundWords(found)}`,
    ...changes.flatMap(renderChange),
    ...notes.map((note) => `  note: ${note}`),
    ...problems.map(
      ({ code, message, location }) => `  refused: ${code}: ${message}${location ? ` at ${location}` : ""}`,
    ),
    ...(running.length === 0 ? [] : [`  running: ${running.join(", ")}`]),
  ];
}

function foundWords(found: StateMachinePlan["found"]): string {
  if (found?.version === undefined) return "";
  return ` (version ${found.version} is deployed${found.commit === undefined ? "" : `, of commit ${found.commit}`})`;
}

function renderSchedule({
  kind,
  name,
  action,
  changes,
  expression,
  enabled,
  stateMachine,
}: SchedulePlan): readonly string[] {
  const what = `${expression} starts ${stateMachine}, ${enabled ? "enabled" : "disabled"}`;
  return [`${kind} ${name}: ${action} (${what})`, ...changes.flatMap(renderChange)];
}

function renderChange({ field, pointer, state, before, after }: Change): readonly string[] {
  const mark = before === undefined ? "+" : after === undefined ? "-" : "~";
  const where = field === "definition" ? [state, pointer === "" ? "the definition" : pointer] : [field, pointer];
  const place = where.filter((word) => word !== undefined && word !== "").join(" ");
  const [old, young] = windows(text(before), text(after));
  return [
    `  ${mark} ${place}`,
    ...(before === undefined ? [] : [`      - ${old}`]),
    ...(after === undefined ? [] : [`      + ${young}`]),
  ];
}

const WIDTH = 160;

/** Of two long texts the part where they differ. */
function windows(before: string, after: string): readonly [string, string] {
  if (before.length <= WIDTH && after.length <= WIDTH) return [before, after];
  let same = 0;
  while (same < Math.min(before.length, after.length) && before[same] === after[same]) same++;
  const from = Math.max(0, same - WIDTH / 4);
  return [cut(before, from), cut(after, from)];
}

function cut(whole: string, from: number): string {
  return `${from > 0 ? "…" : ""}${whole.slice(from, from + WIDTH)}${whole.length > from + WIDTH ? "…" : ""}`;
}

/** JSON without raw control characters, so that no value can play with a terminal. */
function text(value: unknown): string {
  if (value === undefined) return "";
  // oxlint-disable-next-line no-control-regex -- control characters are what is replaced
  return JSON.stringify(value).replaceAll(/[\u007f-\u009f\u2028\u2029]/g, "?");
}
