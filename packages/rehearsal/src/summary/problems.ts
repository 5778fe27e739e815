import type { CloudEvent } from "@alpha-engine/local-cloud";

import type { ExpectationOutcome } from "../expect/expectations.ts";
import type { InjectedFault } from "../faults/state-faults.ts";
import type { Problem, Reached, StateSummary, Summary } from "./summary-schema.ts";

/** What problems are read from. */
export interface Traces {
  readonly execution: { readonly status: Summary["status"] };
  readonly leaked: readonly string[];
  readonly faults: readonly InjectedFault[];
  readonly logBucket: string | undefined;
  readonly stillRunning: readonly string[];
  readonly wasAwaited: (commandId: string) => boolean;
  readonly told: readonly CloudEvent[];
  readonly killed: readonly string[];
  readonly connections: readonly Reached[];
  readonly unmet: readonly string[];
  readonly expectations: readonly ExpectationOutcome[];
  readonly invented?: Summary["invented"];
}

/** What must not be after a run, and in one that succeeded each step that failed all the same. */
export function problemsOf(states: readonly StateSummary[], traces: Traces): readonly Problem[] {
  const { execution, leaked, killed, faults, told, connections, unmet, expectations } = traces;
  const isGreen = execution.status === "SUCCEEDED";
  return [
    ...leaked.map((id): Problem => problem("instance-left", null, `${id} was rented and not given back`)),
    ...killed.map((id): Problem =>
      problem("instance-killed", null, `${id} did not end when it was terminated, and was killed`),
    ),
    ...logless(states, traces),
    ...faults
      .filter(({ injected }) => !injected)
      .map(({ kind, state, item }) => {
        const what = `${kind} of ${state}${item === undefined ? "" : `[${item}]`}`;
        return problem("fault-unmet", state, `the fault ${what} met nothing: the run never came to its work`);
      }),
    ...expectations.flatMap(disappointment),
    ...unmet.map((what): Problem =>
      problem("stand-in-unmet", null, `the ${what} met nothing: the run never came to its task`),
    ),
    ...(isGreen
      ? [...failedSteps(states, traces), ...stillRunning(states, traces), ...falseSuccesses(states, told)]
      : []),
    ...told.flatMap((event) =>
      event.type === "not-modelled" && event.executionArn === undefined && !isOfState(event, told)
        ? [problem("not-modelled", null, `a program asked for ${event.asked}, which is not modelled: ${event.why}`)]
        : [],
    ),
    ...denials(connections),
    ...inventions(traces.invented),
  ];
}

function disappointment({ what, expected, met, got }: ExpectationOutcome): readonly Problem[] {
  if (met === true) return [];
  const text = met === null ? `could not be looked at: ${got}` : `got ${got}`;
  return [problem("expectation-unmet", null, `${what}: expected ${expected}, ${text}`)];
}

function inventions(invented: Summary["invented"] | undefined): readonly Problem[] {
  const answers = invented?.answers ?? [];
  if (answers.length === 0) return [];
  const count = answers.reduce((sum, { times }) => sum + times, 0);
  const states = answers.map(({ state }) => state).join(", ");
  const text = `${count} ${count === 1 ? "answer was" : "answers were"} invented, for ${states}: nothing is known of what would have been answered`;
  return [problem("invented", answers[0]?.state ?? null, text)];
}

/** In production it would have been reached: what became of it here says nothing. */
function denials(connections: readonly Reached[]): readonly Problem[] {
  return connections
    .filter(({ outcome }) => outcome === "denied")
    .map(({ destination, attempts, states, commands, instanceIds }) => {
      const who = states.join(", ") || instanceIds.join(", ");
      const times = attempts === 1 ? "" : ` ${attempts} times`;
      const how = commands[0] === undefined ? "" : ` (${commands[0]})`;
      const text = `${who} wanted to reach ${destination}${times}${how}, which is not allowed: network.allow`;
      return problem("network-denied", states[0] ?? null, text);
    });
}

function logless(states: readonly StateSummary[], { faults, logBucket }: Traces): readonly Problem[] {
  // A command on a box that was not run, as it was asked to fail, has written none.
  const unrun = faults.filter(({ kind, injected }) => kind === "fail" && injected).map(({ state }) => state);
  return states
    .filter(
      ({ name, kind, commandId, logKey }) =>
        logBucket !== undefined && kind === "ssm" && commandId !== null && logKey === null && !unrun.includes(name),
    )
    .map(({ name }) => problem("log-missing", name, `${name} has no log in the bucket`));
}

function failedSteps(states: readonly StateSummary[], { wasAwaited }: Traces): readonly Problem[] {
  return states.flatMap((state) => {
    const { name, status, commandId, items } = state;
    if (status !== "FAILED") return [];
    const how = whyOf(state);
    const failures = items?.failures ?? [];
    const where = items === null ? "" : ` for ${failures.length} of ${countOf(items)} items`;
    const sent = items === null ? [commandId] : failures.map((failure) => failure.commandId);
    const nobody = sent.some((id) => id !== null && !wasAwaited(id));
    const rest = nobody ? "and nothing asked how it ended" : "and the execution went on";
    return [problem("failed-step", name, `${name} failed${where}${how === "" ? "" : ` (${how})`}, ${rest}`)];
  });
}

function countOf({ ok, failed, aborted, running }: NonNullable<StateSummary["items"]>): number {
  return ok + failed + aborted + running;
}

/** `exit 4`, or the error. */
function whyOf({ exitCode, error, items }: StateSummary): string {
  const { exitCode: code, error: name } = items?.failures[0] ?? { exitCode, error };
  return code === null ? (name ?? "") : `exit ${code}`;
}

function stillRunning(states: readonly StateSummary[], traces: Traces): readonly Problem[] {
  return traces.stillRunning.map((id) => {
    const state = states.find(({ commandId }) => commandId === id)?.name ?? null;
    return problem("still-running", state, `${state ?? `the command ${id}`} still ran when the rehearsal ended`);
  });
}

const SUCCESS = /\b(?:succe(?:ss|eded)\w*|completed?|all good|ok)\b/i;
const FAILURE = /\b(?:fail\w*|error\w*|abort\w*|degraded|partial\w*|warning\w*|unhealthy)\b/i;

/** A mail that says success while a step has failed misleads whoever reads it. */
function falseSuccesses(states: readonly StateSummary[], seen: readonly CloudEvent[]): readonly Problem[] {
  const failed = states.filter(({ status }) => status === "FAILED");
  if (failed.length === 0) return [];
  return seen.flatMap((event) => {
    if (event.type !== "notification") return [];
    const before = failed.filter(({ endedAt }) => endedAt === null || Date.parse(endedAt) <= event.at);
    const text = `${event.subject ?? ""}\n${event.message}`;
    if (before.length === 0 || !SUCCESS.test(text) || FAILURE.test(text)) return [];
    const names = before.map(({ name }) => name).join(", ");
    const said = event.subject ?? event.message.slice(0, 60);
    return [
      problem("false-success", before[0]?.name ?? null, `the message "${said}" says success although ${names} failed`),
    ];
  });
}

/** A state's own call comes twice: as the call, and as the state's. */
function isOfState(call: CloudEvent & { type: "not-modelled" }, seen: readonly CloudEvent[]): boolean {
  return seen.some(
    (event) => event.type === "not-modelled" && event.executionArn !== undefined && event.why.endsWith(call.why),
  );
}

function problem(kind: Problem["kind"], state: string | null, message: string): Problem {
  return { kind, state, message };
}
