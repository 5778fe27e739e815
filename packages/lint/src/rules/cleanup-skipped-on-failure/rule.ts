import { endsWell } from "@alpha-engine/definition/graph";
import { field, type StateNode, textOf } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import { takesAll, tells } from "../../rule/outcome.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "cleanup-skipped-on-failure",
  severity: "warning",
  preset: "recommended",
  what: "A step between what is started and where it is taken down again has no Catch that leads there.",
  why: "When it fails the execution ends: the cluster runs on and is paid for, the lock stays and the next run waits for it.",
  mend: "Catch States.ALL on every step in between, with a ResultPath, and lead it to the cleanup; fail behind that.",
  known: "a box that ran on (2026-05-14); a sweep that was skipped (2026-07-11)",
  *check(context) {
    for (const [opener, closers] of pairsIn(context)) {
      const [first] = closers;
      if (first === undefined) continue;
      for (const state of between(opener, closers)) {
        if (state === opener || closers.includes(state) || !isStep(state) || tells(state)) continue;
        if (state.edges.some((edge) => takesAll(edge) && leadsTo(edge.to, closers, context))) continue;
        yield {
          message: `when it fails, ${first.name} does not undo what ${opener.name} did`,
          state,
          related: [opener, ...closers],
        };
      }
    }
  },
};

const UNDONE_BY: Readonly<Record<string, readonly string[]>> = {
  create: ["delete", "terminate"],
  run: ["terminate", "stop"],
  start: ["stop", "terminate"],
  register: ["deregister"],
  attach: ["detach"],
  put: ["delete"],
};

/** What is started, and the states of its scope that take it down again, when all goes well. */
function pairsIn({ states, graph }: LintContext): readonly (readonly [StateNode, readonly StateNode[]])[] {
  const tasks = states.filter(({ call }) => call !== undefined);
  const verbOf = ({ call }: StateNode): string => /^[a-z]+/.exec(call?.action ?? "")?.[0] ?? "";
  const undos = tasks.filter((task) => Object.values(UNDONE_BY).some((verbs) => verbs.includes(verbOf(task))));
  return tasks.flatMap((opener) => {
    const closers = undos.filter((other) => other.scope === opener.scope && undoes(other, opener));
    if (closers.length === 0 || !graph.reachable.has(opener)) return [];
    const ways = graph.from(opener, ({ kind }) => kind !== "catch");
    return closers.some((closer) => ways.has(closer)) ? [[opener, closers] as const] : [];
  });
}

/** `deleteCluster` undoes `createCluster` of the same service; a lock is an item that must not be there before. */
function undoes({ call: last }: StateNode, { call: first }: StateNode): boolean {
  if (last === undefined || first === undefined || last.service !== first.service) return false;
  const [, verb = "", noun = ""] = /^([a-z]+)(\w*)$/.exec(first.action) ?? [];
  const [, undo = "", other = ""] = /^([a-z]+)(\w*)$/.exec(last.action) ?? [];
  if (noun !== other || UNDONE_BY[verb]?.includes(undo) !== true) return false;
  if (verb !== "put") return true;
  const table = (parameters: typeof first.parameters): string => textOf(field(parameters, "TableName")?.value);
  return (
    field(first.parameters, "ConditionExpression") !== undefined && table(first.parameters) === table(last.parameters)
  );
}

/** What a run comes through on its way from the one to the others when nothing fails. */
function between(opener: StateNode, closers: readonly StateNode[]): readonly StateNode[] {
  const seen = new Set<StateNode>([opener]);
  const pending = [opener];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    if (closers.includes(state)) continue;
    // It is not what every good run ends with.
    if (endsWell(state)) return [];
    for (const { kind, to } of state.edges) {
      if (kind === "catch" || seen.has(to)) continue;
      seen.add(to);
      pending.push(to);
    }
  }
  const back = new Set(closers.filter((closer) => seen.has(closer)));
  const behind = [...back];
  for (let state = behind.pop(); state !== undefined; state = behind.pop()) {
    for (const { kind, from } of state.incoming) {
      if (kind === "catch" || back.has(from) || !seen.has(from)) continue;
      back.add(from);
      behind.push(from);
    }
  }
  return [...back];
}

function isStep({ type, call }: StateNode): boolean {
  return (type === "Task" && call !== undefined) || type === "Map" || type === "Parallel";
}

function leadsTo(start: StateNode, closers: readonly StateNode[], { graph }: LintContext): boolean {
  const ways = graph.from(start);
  return closers.some((closer) => ways.has(closer));
}
