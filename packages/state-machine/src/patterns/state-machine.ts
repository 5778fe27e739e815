import { BuildError } from "../errors.ts";
import { type Definition, merge, sequence, type State, type Step } from "./step.ts";

export interface StateMachineOptions {
  readonly comment: string;
  /** In order; each leads to the next. */
  readonly steps: readonly [Step, ...Step[]];
  /** Takes every failure, see `onFailure`. */
  readonly failure: Step;
  /** The bound on the whole execution, in seconds. */
  readonly timeoutSeconds: number;
}

const DONE = "PipelineSucceeded";

/** A whole definition. Every edge is checked: a target that is no state is refused. */
export function stateMachine({ comment, steps, failure, timeoutSeconds }: StateMachineOptions): Definition {
  const wiring = { next: DONE, onFailure: failure.entry };
  const body = sequence(steps);
  const definition = {
    Comment: comment,
    StartAt: body.entry,
    TimeoutSeconds: timeoutSeconds,
    States: merge([body.render(wiring), failure.render(wiring), { [DONE]: { Type: "Succeed" } }]),
  };
  check(definition, new Set());
  return definition;
}

/** Names are unique across the whole definition, those in branches included (AWS: DUPLICATE_STATE_NAME). */
function check({ StartAt, States }: Definition, seen: Set<string>): void {
  if (!Object.hasOwn(States, StartAt)) {
    throw new BuildError("DANGLING_TARGET", `the definition starts at ${StartAt}, which is no state here`);
  }
  for (const [name, state] of Object.entries(States)) {
    if (seen.has(name)) throw new BuildError("DUPLICATE_STATE", `two states are named ${name}`);
    seen.add(name);
    for (const target of targetsOf(state)) {
      if (!Object.hasOwn(States, target)) {
        throw new BuildError("DANGLING_TARGET", `${name} leads to ${target}, which is no state here`);
      }
    }
    for (const branch of (state.Branches ?? []) as readonly Definition[]) check(branch, seen);
  }
}

function targetsOf(state: State): readonly string[] {
  const rules = [...((state.Choices ?? []) as readonly State[]), ...((state.Catch ?? []) as readonly State[])];
  return [state.Next, state.Default, ...rules.map(({ Next }) => Next)].filter((target) => typeof target === "string");
}
