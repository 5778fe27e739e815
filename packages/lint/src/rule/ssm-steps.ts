import { routeOf, startsWith } from "@alpha-engine/definition/data-flow";
import { field, isObject, listOf, type StateNode, textOf, type Tree } from "@alpha-engine/definition/tree";

/** A command that is sent, and what looks after it. */
export interface SsmStep {
  readonly send: StateNode;
  readonly polls: readonly Poll[];
}

/** A state that asks how a command is doing. */
export interface Poll {
  readonly state: StateNode;
  /** The Choice states that branch on its answer. */
  readonly choices: readonly StateNode[];
}

export function findSteps(tree: Tree): readonly SsmStep[] {
  const polls = tree.states.filter(isPoll).map((state): Poll => ({ state, choices: choicesOn(state) }));
  const near = new Map<string, Poll[]>();
  for (const poll of polls) {
    for (const key of placesOf(poll.state)) {
      const list = near.get(key);
      if (list === undefined) near.set(key, [poll]);
      else list.push(poll);
    }
  }
  return tree.states
    .filter(({ call }) => call?.service === "ssm" && call.action === "sendCommand")
    .map((send) => {
      const candidates = [`after ${send.name}`, `at ${resultKeys(send)?.[0]}`, `in ${send.scope.pointer}`].flatMap(
        (key) => near.get(key) ?? [],
      );
      return { send, polls: [...new Set(candidates)].filter(({ state }) => asksAfter(state, send)) };
    });
}

/** The name under which a poll finds its command's id, and the states in front of it. */
function placesOf(poll: StateNode): ReadonlySet<string> {
  const id = poll.call === undefined ? undefined : field(poll.call.parameters, "CommandId");
  const [name = ""] = id?.computed === true ? (routeOf(textOf(id.value))?.keys ?? []) : [];
  const before = poll.incoming.flatMap(({ from }) => [
    from,
    ...(from.type === "Pass" ? from.incoming.map((edge) => edge.from) : []),
  ]);
  return new Set([
    `at ${name}`,
    ...(poll.isJsonata ? [`in ${poll.scope.pointer}`] : []),
    ...before.map((state) => `after ${state.name}`),
  ]);
}

export function isPoll({ call }: StateNode): boolean {
  return (
    call?.service === "ssm" && (call.action === "getCommandInvocation" || call.action === "listCommandInvocations")
  );
}

function asksAfter(poll: StateNode, send: StateNode): boolean {
  const id = poll.call === undefined ? undefined : field(poll.call.parameters, "CommandId");
  const result = resultKeys(send);
  if (id === undefined || !id.computed) return false;
  if (poll.isJsonata || send.isJsonata) return poll.scope === send.scope;
  const asked = routeOf(textOf(id.value))?.keys ?? [];
  if (result !== undefined && result.length > 0 && startsWith(asked, result)) return true;
  // The id was carried on under another name: the one send that the poll follows at once.
  return poll.incoming.some(
    ({ from }) => from === send || from.incoming.some((edge) => edge.from === send && from.type === "Pass"),
  );
}

/** The place of a state's result; undefined where it keeps none. */
export function resultKeys({ raw }: StateNode): readonly string[] | undefined {
  const path = raw["ResultPath"];
  if (path === null) return undefined;
  return typeof path === "string" ? routeOf(path)?.keys : [];
}

/** The Choice states right behind a state, with nothing but Pass and Wait between, that read its result. */
function choicesOn(poll: StateNode): readonly StateNode[] {
  const result = resultKeys(poll);
  const found = new Set<StateNode>();
  const seen = new Set([poll]);
  const pending = [poll];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const { kind, to } of state.edges) {
      if (kind === "catch" || seen.has(to)) continue;
      seen.add(to);
      if (to.type === "Choice") {
        if (result === undefined || to.isJsonata || reads(to, result)) found.add(to);
        else pending.push(to);
      } else if (to.type === "Pass" || to.type === "Wait") pending.push(to);
    }
  }
  return [...found];
}

function reads(choice: StateNode, keys: readonly string[]): boolean {
  return comparisonsOf(choice).some(({ keys: read }) => startsWith(read, keys));
}

/** One comparison of a choice rule. */
export interface Comparison {
  readonly keys: readonly string[];
  readonly rule: Readonly<Record<string, unknown>>;
  /** Of the top-level rule. */
  readonly index: number;
}

/** Every comparison of a JSONPath Choice, those within And, Or and Not included. */
export function comparisonsOf(choice: StateNode): readonly Comparison[] {
  const found: Comparison[] = [];
  const visit = (rule: unknown, index: number): void => {
    if (!isObject(rule)) return;
    for (const part of [...listOf(rule["And"]), ...listOf(rule["Or"]), rule["Not"]]) visit(part, index);
    const route = typeof rule["Variable"] === "string" ? routeOf(rule["Variable"]) : undefined;
    if (route !== undefined) found.push({ keys: route.keys, rule, index });
  };
  listOf(choice.raw["Choices"]).forEach(visit);
  return found;
}

/** The states that lead from a poll back to it by waiting, counting and choosing alone, itself first; just itself where none do. */
export function pollLoop(poll: StateNode): readonly StateNode[] {
  const before = spread(poll, ({ incoming }) =>
    incoming.filter(({ kind }) => kind !== "catch").map(({ from }) => from),
  );
  const after = spread(poll, ({ edges }) =>
    edges.flatMap(({ kind, to }) => (kind !== "catch" && before.has(to) ? [to] : [])),
  );
  return [...after];
}

function spread(start: StateNode, next: (state: StateNode) => readonly StateNode[]): ReadonlySet<StateNode> {
  const seen = new Set([start]);
  const pending = [start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const other of next(state)) {
      if (seen.has(other) || !["Wait", "Pass", "Choice"].includes(other.type)) continue;
      seen.add(other);
      pending.push(other);
    }
  }
  return seen;
}
