import type { Definition } from "@alpha-engine/definition";

/** Where a step stands, and what goes wrong in it. */
export interface Step {
  readonly name: string;
  readonly fault: Fault | undefined;
}

/** In its task, once or always; in its data, before its task or behind it. */
export type Fault = "always" | "once" | "before" | "behind";

/** A definition in which steps stand anywhere, and of them at most one fails. */
export interface RandomDefinition {
  readonly definition: Definition;
  readonly steps: readonly Step[];
}

const FAULTS: readonly Fault[] = ["always", "always", "once", "before", "behind"];

/** The task of a step, by its name; `more` are fields that let it fail in its data. */
export type TaskOf = (name: string, more: object) => object;

/**
 * Steps in sequences, behind Choices, in Parallel branches, in Maps of both modes, nested, each with or without Retry and
 * Catch. With a fault, one step fails.
 */
export function randomDefinition(random: () => number, withFault: boolean, taskOf: TaskOf): RandomDefinition {
  const plan = new Plan(random, taskOf);
  const definition = plan.machine(3);
  if (plan.steps.length === 0) return randomDefinition(random, withFault, taskOf);
  const failing = plan.pick(plan.steps);
  const fault = withFault ? plan.pick(FAULTS) : undefined;
  Object.assign(failing.state, fault === undefined ? {} : plan.faulty(failing.name, fault));
  const steps = plan.steps.map((step) => ({ name: step.name, fault: step === failing ? fault : undefined }));
  return { definition: definition as unknown as Definition, steps };
}

interface Made {
  readonly name: string;
  readonly state: object;
}

class Plan {
  readonly steps: Made[] = [];
  readonly #random: () => number;
  readonly #taskOf: TaskOf;
  #names = 0;

  constructor(random: () => number, taskOf: TaskOf) {
    this.#random = random;
    this.#taskOf = taskOf;
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[Math.floor(this.#random() * values.length)] as Value;
  }

  faulty(name: string, fault: Fault): object {
    if (fault === "before") return this.#taskOf(name, { "lacking.$": "$.nobody.has.this" });
    return fault === "behind" ? { ResultSelector: { "lacking.$": "$.nobody.has.this" } } : {};
  }

  machine(depth: number): { readonly StartAt: string; readonly States: Readonly<Record<string, object>> } {
    const names = Array.from({ length: 1 + Math.floor(this.#random() * 3) }, () => this.#name("S"));
    const States: Record<string, object> = {};
    for (const [index, name] of names.entries()) {
      const next = names[index + 1];
      Object.assign(States, this.#state(name, depth, next === undefined ? { End: true } : { Next: next }));
    }
    return { StartAt: names[0] ?? "", States };
  }

  #name(kind: string): string {
    return `${kind}${++this.#names}`;
  }

  #state(name: string, depth: number, then: { readonly Next?: string; readonly End?: true }): Record<string, object> {
    const kinds = ["step", "step", "step", "pass", "wait", "choice", ...(depth > 0 ? ["parallel", "map", "map"] : [])];
    const kind = this.pick(kinds);
    if (kind === "pass") return { [name]: { Type: "Pass", ...then } };
    if (kind === "wait") return { [name]: { Type: "Wait", Seconds: 30, ...then } };
    if (kind === "choice") return this.#choice(name, then);
    if (kind === "step") return this.#step(name, then);
    const guarded = this.#guarded(then);
    const fan = kind === "parallel" ? this.#parallel(depth) : this.#map(depth);
    return { ...guarded.states, [name]: { ...fan, ...guarded.fields, ResultPath: null, ...then } };
  }

  #step(name: string, then: object): Record<string, object> {
    const guarded = this.#guarded(then);
    const state = { ...this.#taskOf(name, {}), ResultPath: null, ...guarded.fields, ...then };
    this.steps.push({ name, state });
    return { ...guarded.states, [name]: state };
  }

  /** Leads around a step, or does not. */
  #choice(name: string, then: object): Record<string, object> {
    const [around, step] = [this.#name("Around"), this.#name("S")];
    const Variable = "$.constant";
    const rule = { Variable, NumericEquals: this.pick([1, 2]), Next: around };
    return {
      [name]: { Type: "Choice", Choices: [rule], Default: step },
      [around]: { Type: "Pass", ...then },
      ...this.#step(step, then),
    };
  }

  #parallel(depth: number): object {
    return { Type: "Parallel", Branches: Array.from({ length: 2 }, () => this.machine(depth - 1)) };
  }

  #map(depth: number): object {
    const [isDistributed, tolerates] = [this.#random() < 0.5, this.#random() < 0.5];
    const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" };
    return {
      Type: "Map",
      ItemsPath: "$.items",
      ItemSelector: { "constant.$": "$.constant", "items.$": "$.items", "box.$": "$.box" },
      ...this.pick([{}, { MaxConcurrency: 1 }]),
      ...(isDistributed && tolerates ? { ToleratedFailurePercentage: 100 } : {}),
      ItemProcessor: { ...(isDistributed ? { ProcessorConfig } : {}), ...this.machine(depth - 1) },
    };
  }

  #guarded(then: object): { readonly fields: object; readonly states: Record<string, object> } {
    const Retry = [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 1 }];
    const retried = this.#random() < 0.3 ? { Retry } : {};
    if (this.#random() < 0.4) return { fields: retried, states: {} };
    const caught = this.#name("Caught");
    const Catch = [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: caught }];
    return { fields: { ...retried, Catch }, states: { [caught]: { Type: "Pass", ...then } } };
  }
}
