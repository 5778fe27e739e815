import type { Fact, StateSummary } from "@alpha-engine/run-record";

type FactOf<Type extends Fact["type"]> = Extract<Fact, { readonly type: Type }>;
type Hop = Omit<FactOf<"hop">, "from" | "at" | "type" | "state" | "item" | "order">;

/**
 * The way of an exit code, or an error, from a step's work to the end of the execution, as far as it is known: the commands on
 * what the step rented, its own command, the state, the execution. Each hop says what tells it; none is smoothed into the next.
 */
export function hopsOf(step: StateSummary, facts: readonly Fact[], end: Ending): readonly FactOf<"hop">[] {
  const { name: state, status, commandId, kind } = step;
  if (status !== "FAILED" || step.items !== null) return [];
  const commands = facts.filter((fact) => fact.type === "command");
  const hops: readonly Hop[] = [
    ...lastOf(commands.filter((command) => command.owner?.state === state && command.commandId !== commandId)).map(
      ofCommand,
    ),
    ...lastOf(commands.filter((command) => commandId !== null && command.commandId === commandId)).map(ofCommand),
    ...(kind === "lambda" ? ofFunctions(facts, state) : []),
    ofState(step, facts),
    ...(end.status === "SUCCEEDED" ? [] : [ofExecution(end)]),
  ];
  const told = { type: "hop", from: "inferred", at: null, state, item: null } as const;
  return hops.map((hop, order) => ({ ...told, order, ...hop }));
}

/** The way to the end of an execution that failed in no step's work: in a Fail state, in a Map, in some state's data. */
export function hopsOfEnd(facts: readonly Fact[], end: Ending): readonly FactOf<"hop">[] {
  const visits = facts.filter((fact) => fact.type === "state");
  const last =
    visits.findLast(({ phase, leadsTo }) => phase === "failed" && leadsTo === "end") ??
    visits.findLast(({ phase }) => phase === "entered");
  if (last === undefined || (end.status !== "FAILED" && end.status !== "TIMED_OUT")) return [];
  const { state, event } = last;
  const error = last.error ?? (end.status === "FAILED" ? end.error : null);
  const place = event === null ? `state ${state}` : `event ${event}`;
  const unknown = error === null ? "it names no error" : null;
  const hops: readonly Hop[] = [{ who: "state", code: null, error, place, unknown }, ofExecution(end)];
  const told = { type: "hop", from: "inferred", at: null, state, item: null } as const;
  return hops.map((hop, order) => ({ ...told, order, ...hop }));
}

/** How the execution ended. */
export interface Ending {
  readonly status: string;
  readonly error: string | null;
  readonly arn: string | null;
}

/** Of each invocation what was told last, of those that did not end well. */
function lastOf(commands: readonly FactOf<"command">[]): readonly FactOf<"command">[] {
  const invocations = Map.groupBy(commands, ({ commandId, instanceId }) => `${commandId} ${instanceId}`);
  return [...invocations.values()].flatMap((all) => all.at(-1) ?? []).filter(({ status }) => status !== "Success");
}

function ofCommand({ commandId, instanceId, responseCode, statusDetails }: FactOf<"command">): Hop {
  const unknown = responseCode === null ? "it had not ended" : null;
  return {
    who: "command",
    code: responseCode,
    error: statusDetails,
    place: `command ${commandId} on ${instanceId}`,
    unknown,
  };
}

function ofFunctions(facts: readonly Fact[], state: string): readonly Hop[] {
  const failed = facts.filter((fact) => fact.type === "function").filter(({ owner }) => owner?.state === state);
  const { functionName, errorType = null } = failed.at(-1) ?? {};
  if (functionName === undefined || errorType === null) return [];
  return [{ who: "function", code: null, error: errorType, place: `function ${functionName}`, unknown: null }];
}

function ofState({ name, error }: StateSummary, facts: readonly Fact[]): Hop {
  const visits = facts.filter((fact) => fact.type === "state").filter(({ state }) => state === name);
  const event = visits.findLast((visit) => visit.event !== null)?.event ?? null;
  const unknown = error === null ? "nothing tells why it failed" : null;
  return { who: "state", code: null, error, place: event === null ? `state ${name}` : `event ${event}`, unknown };
}

function ofExecution({ error, arn }: Ending): Hop {
  const unknown = error === null ? "the execution names no error" : null;
  return { who: "execution", code: null, error, place: arn ?? "the execution", unknown };
}
