import type { State } from "@alpha-engine/definition";

/** A comparison of a Choice state. */
export type ChoiceRule = Readonly<Record<string, unknown>>;

/** What passes a step over, and where the gate leads. */
export interface SkipGateOptions {
  /** Booleans of the input, any of which skips. */
  readonly flags: readonly string[];
  /** The state behind the gate. */
  readonly run: string;
  /** Where a skip leads. */
  readonly skipTo: string;
  /** Says that the step is done already, in an execution that is taken up again after its failure. @default never */
  readonly done?: ChoiceRule | undefined;
}

/** Routes past a step when a flag of the input is true. A missing flag and `false` run the step. */
export function skipGate({ flags, run, skipTo, done }: SkipGateOptions): State {
  const rules = [...flags.map((flag) => isTrue(`$.${flag}`)), ...(done === undefined ? [] : [done])];
  return { Type: "Choice", Choices: rules.map((rule) => ({ ...rule, Next: skipTo })), Default: run };
}

/** Only for a boolean that is there and true; a path that is missing would be a runtime error that nothing catches. */
export function isTrue(Variable: string): ChoiceRule {
  return {
    And: [
      { Variable, IsPresent: true },
      { Variable, BooleanEquals: true },
    ],
  };
}

/** Whether a string is there and one of the values. */
export function isOneOf(Variable: string, values: readonly string[]): ChoiceRule {
  const comparisons = values.map((StringEquals) => ({ Variable, StringEquals }));
  const [only] = comparisons;
  return {
    And: [{ Variable, IsPresent: true }, comparisons.length === 1 && only !== undefined ? only : { Or: comparisons }],
  };
}
