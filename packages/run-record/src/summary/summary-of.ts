import type { Fact } from "../facts/fact.ts";
import { Facts } from "../facts/facts.ts";
import { problemsOf, secretsLeft } from "./problems.ts";
import { reachedIn } from "./reached.ts";
import type { Summary } from "./summary.ts";
import { waysIn } from "./ways.ts";

const KILLED = "it was killed before it could say how it ended";
const NOWHERE = { kind: "plain", reason: KILLED } as const;

/**
 * The summary of a run, read from its record and nothing else. Of a run that has no end in it, because it was killed, the
 * summary says so in `interrupted`.
 *
 * @example
 * ```ts example
 * import { summaryOf } from "@alpha-engine/run-record";
 *
 * const told = { from: "observed", at: null } as const;
 * const { status, interrupted } = summaryOf([
 *   { ...told, type: "run", schemaVersion: 1, kind: "rehearsal", pipeline: "nightly", executionName: "n-1", executionArn: null, machineType: "STANDARD", definition: null },
 * ]);
 * console.log(status, interrupted);
 * ```
 * ```text output
 * ABORTED it was killed before it could say how it ended
 * ```
 */
export function summaryOf(record: Iterable<Fact>): Summary {
  const facts = new Facts(record);
  const run = facts.last("run");
  const end = facts.last("end");
  const states = facts.all("step").map(({ step }) => step);
  const connections = reachedIn(facts.all("connection"));
  const notModelled = facts
    .all("not-modelled")
    .flatMap(({ state, asked, why }) => (state === null ? [] : [{ state, asked, why }]));
  const status = end?.status ?? "ABORTED";
  const { kind, reason } = end?.network ?? (end === undefined ? { ...NOWHERE, kind: "shared" } : IN_AWS);
  return {
    schemaVersion: 5,
    pipeline: run?.pipeline ?? "",
    executionName: run?.executionName ?? "",
    executionArn: end?.executionArn ?? run?.executionArn ?? null,
    machineType: run?.machineType ?? "STANDARD",
    // An execution that was stopped for what another one asked has failed for it.
    status: notModelled.length > 0 ? "FAILED" : status,
    startedAt: end?.startedAt ?? null,
    endedAt: end?.endedAt ?? null,
    wallSeconds: end?.wallSeconds ?? 0,
    input: end?.input ?? null,
    output: end?.output ?? null,
    interrupted: end === undefined ? KILLED : end.interrupted,
    error: end?.error ?? null,
    cause: end?.cause ?? null,
    sandbox: end?.sandbox ?? (end === undefined ? NOWHERE : IN_AWS),
    network: { kind, reason, connections },
    time: { rate: end?.rate ?? 1, notes: facts.all("time").map(({ note }) => note) },
    logBucket: end?.logBucket ?? null,
    states,
    hops: waysIn(facts.all("hop")),
    faults: facts
      .all("fault")
      .map(({ state, kind: fault, item, injected }) => ({ state, kind: fault, item, injected })),
    standIns: {
      tasks: end?.tasks ?? 0,
      by: facts
        .all("stand-in")
        .filter(({ calls }) => calls > 0)
        .map(({ name, kind: what, calls, states: by }) => ({ name, kind: what, calls, states: by })),
    },
    expectations: facts.all("expectation").map(({ what, expected, met, got }) => ({ what, expected, met, got })),
    problems:
      status === "ABORTED" || status === "RUNNING" ? secretsLeft(facts) : problemsOf(states, facts, connections),
    invented: end?.invents === true ? inventedIn(facts) : null,
    notModelled,
    fidelity: facts.all("ledger").map(({ id, kind: row, behaviour }) => ({ id, kind: row, behaviour })),
  };
}

const IN_AWS = { kind: "aws", reason: null } as const;

function inventedIn(facts: Facts): Summary["invented"] {
  const inventions = facts.all("invention");
  const named = (wanted: (typeof inventions)[number]["what"]): readonly string[] =>
    inventions.flatMap(({ what, name }) => (what === wanted ? [name] : []));
  return {
    answers: inventions.flatMap(({ what, name, asked, why, times }) =>
      what === "answer" ? [{ state: name, asked: asked ?? "", why: why ?? "", times }] : [],
    ),
    input: named("input"),
    objects: named("object"),
    substitutions: named("substitution"),
  };
}
