import type { ExpectationFact, LeftFact, NotModelledFact } from "../facts/fact.ts";
import type { Facts } from "../facts/facts.ts";
import type { StateSummary } from "../facts/step.ts";
import type { Problem, Reached } from "./summary.ts";

/** What must not be after a run, and in one that succeeded each step that failed all the same. */
export function problemsOf(
  states: readonly StateSummary[],
  facts: Facts,
  reached: readonly Reached[],
): readonly Problem[] {
  const isGreen = facts.last("end")?.status === "SUCCEEDED";
  return [
    ...left(facts, "instance").map((id) => problem("instance-left", null, `${id} was rented and not given back`)),
    ...left(facts, "killed-instance").map((id) =>
      problem("instance-killed", null, `${id} did not end when it was terminated, and was killed`),
    ),
    ...logless(states, facts),
    ...facts
      .all("fault")
      .filter(({ injected }) => !injected)
      .map(({ kind, state, item, why }) => {
        const what = `${kind} of ${state}${item === null ? "" : `[${item}]`}`;
        const because = why ?? "the run never came to its work";
        return problem("fault-unmet", state, `the fault ${what} met nothing: ${because}`);
      }),
    ...facts.all("expectation").flatMap(disappointment),
    ...facts
      .all("stand-in")
      .filter(({ calls }) => calls === 0)
      .map(({ kind, name }) =>
        problem("stand-in-unmet", null, `the ${kind} ${name} met nothing: the run never came to its task`),
      ),
    ...(isGreen
      ? [
          ...failedSteps(states, facts),
          ...stillRunning(states, facts),
          ...falseSuccesses(states, facts),
          ...degradedSuccess(facts),
        ]
      : []),
    ...unheeded(facts),
    ...facts.all("finding").map(({ kind, state, message }) => problem(kind, state, message)),
    ...facts
      .all("not-modelled")
      .filter((asked) => asked.state === null && !isOfState(asked, facts))
      .map(({ asked, why, owner }) => {
        const who = owner === null ? "a program" : `a program of ${owner.state}`;
        const text = `${who} asked for ${asked}, which is not modelled: ${why}`;
        return problem("not-modelled", owner?.state ?? null, text);
      }),
    ...denials(reached),
    ...inventions(facts),
    ...secretsLeft(facts),
  ];
}

/** Also of a run that was stopped. */
export function secretsLeft(facts: Facts): readonly Problem[] {
  return left(facts, "secret").map((file) =>
    problem("secret-left", null, `${file} could not be looked at: it may hold a secret`),
  );
}

function left(facts: Facts, what: LeftFact["what"]): readonly string[] {
  return facts.all("left").flatMap((fact) => (fact.what === what ? [fact.id] : []));
}

function disappointment({ what, expected, met, got }: ExpectationFact): readonly Problem[] {
  if (met === true) return [];
  const text = met === null ? `could not be looked at: ${got}` : `got ${got}`;
  return [problem("expectation-unmet", null, `${what}: expected ${expected}, ${text}`)];
}

function inventions(facts: Facts): readonly Problem[] {
  const answers = facts.all("invention").filter(({ what }) => what === "answer");
  if (answers.length === 0) return [];
  const count = answers.reduce((sum, { times }) => sum + times, 0);
  const states = answers.map(({ name }) => name).join(", ");
  const text = `${count} ${count === 1 ? "answer was" : "answers were"} invented, for ${states}: nothing is known of what would have been answered`;
  return [problem("invented", answers[0]?.name ?? null, text)];
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

/** What keeps a command from being run. */
const UNRUN = /^(?:fail|exit|ssm:(?:denied|timeout))\b/;

function logless(states: readonly StateSummary[], facts: Facts): readonly Problem[] {
  if ((facts.last("end")?.logBucket ?? null) === null) return [];
  // A command on a box that was not run, as it was asked to fail, has written none.
  const unrun = facts
    .all("fault")
    .flatMap(({ kind, injected, state }) => (UNRUN.test(kind) && injected ? [state] : []));
  return states
    .filter(
      ({ name, kind, commandId, logKey }) =>
        kind === "ssm" && commandId !== null && logKey === null && !unrun.includes(name),
    )
    .map(({ name }) => problem("log-missing", name, `${name} has no log in the bucket`));
}

/** Of the items of a Map, and of a step that ran again, once. */
function unheeded(facts: Facts): readonly Problem[] {
  const told = facts.all("unheeded").map(({ owner, line, code, command }) => {
    const who = owner?.state ?? "a command of nobody's";
    const text = `${who}: line ${line} failed (exit ${code}), nothing heeded it, and the script ended with 0: ${command}`;
    return problem("unheeded-failure", owner?.state ?? null, text);
  });
  return told.filter(({ message }, at) => told.findIndex((other) => other.message === message) === at);
}

function failedSteps(states: readonly StateSummary[], facts: Facts): readonly Problem[] {
  const unawaited = new Set(facts.all("step").flatMap(({ step, unawaited: is }) => (is ? [step.name] : [])));
  return states.flatMap((state) => {
    const { name, status, items } = state;
    if (status !== "FAILED") return [];
    const how = whyOf(state);
    const where = items === null ? "" : ` for ${items.failures.length} of ${countOf(items)} items`;
    const rest = unawaited.has(name) ? "and nothing asked how it ended" : "and the execution went on";
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

function stillRunning(states: readonly StateSummary[], facts: Facts): readonly Problem[] {
  return left(facts, "command").map((id) => {
    const state = states.find(({ commandId }) => commandId === id)?.name ?? null;
    return problem("still-running", state, `${state ?? `the command ${id}`} still ran when the rehearsal ended`);
  });
}

const SUCCESS = /\b(?:succe(?:ss|eded)\w*|completed?|all good|ok)\b/i;
const FAILURE = /\b(?:fail\w*|error\w*|abort\w*|degraded|partial\w*|warning\w*|unhealthy)\b/i;

/** A mail that says success while a step has failed misleads whoever reads it. */
function falseSuccesses(states: readonly StateSummary[], facts: Facts): readonly Problem[] {
  const failed = states.filter(({ status }) => status === "FAILED");
  return facts.all("notification").flatMap(({ at, subject, message }) => {
    const before = failed.filter(
      ({ endedAt }) => endedAt === null || at === null || Date.parse(endedAt) <= Date.parse(at),
    );
    const text = `${subject ?? ""}\n${message}`;
    if (before.length === 0 || !SUCCESS.test(text) || FAILURE.test(text)) return [];
    const names = before.map(({ name }) => name).join(", ");
    const said = subject ?? message.slice(0, 60);
    return [
      problem("false-success", before[0]?.name ?? null, `the message "${said}" says success although ${names} failed`),
    ];
  });
}

const SAYS_TROUBLE = /\b(?:failed|failure|degraded|aborted|incomplete|unhealthy)\b|\berror$/i;

/** Who watches how executions end sees nothing of it. */
function degradedSuccess(facts: Facts): readonly Problem[] {
  const arn = facts.last("end")?.executionArn;
  const last = facts.all("state").findLast(({ phase, executionArn }) => phase === "exited" && executionArn === arn);
  // `NotifyDegraded_run` is `Notify Degraded run`.
  const words = last?.state.replaceAll("_", " ").replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, " ") ?? "";
  if (last === undefined || !SAYS_TROUBLE.test(words)) return [];
  return [problem("degraded-success", last.state, `it ended in ${last.state}, and the execution succeeded`)];
}

/** A state's own call comes twice: as the call, and as the state's. */
function isOfState({ why }: NotModelledFact, facts: Facts): boolean {
  return facts.all("not-modelled").some((other) => other.state !== null && other.why.endsWith(why));
}

function problem(kind: Problem["kind"], state: string | null, message: string): Problem {
  return { kind, state, message };
}
