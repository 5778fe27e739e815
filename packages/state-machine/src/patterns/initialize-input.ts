import type { States, Step } from "./step.ts";

export interface InitializeInputOptions {
  /** Values that the caller need not pass; what the caller passes wins. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** Booleans of the input, all false unless passed. A string where a boolean belongs is refused: it would silently mean false. */
  readonly flags: readonly string[];
  /** Strings of the input with the only values that they may have. */
  readonly closed?: Readonly<Record<string, readonly string[]>> | undefined;
  /** JSONPaths that must be there. */
  readonly required: readonly string[];
}

/** Stamps run_date once from the execution's start, lays the defaults under the caller's input, refuses wrong types. */
export function initializeInput({ defaults, flags, closed = {}, required }: InitializeInputOptions): Step {
  return {
    entry: "InitializeInput",
    render({ next, onFailure }): States {
      return {
        InitializeInput: {
          Type: "Pass",
          Parameters: {
            defaults: {
              "run_date.$": "States.ArrayGetItem(States.StringSplit($$.Execution.StartTime,'T'),0)",
              ...defaults,
              ...Object.fromEntries(flags.map((flag) => [flag, false])),
            },
          },
          Next: "ApplyInput",
        },
        ApplyInput: {
          Type: "Pass",
          Parameters: { "merged.$": "States.JsonMerge($.defaults,$$.Execution.Input,false)" },
          OutputPath: "$.merged",
          Next: "CheckInput",
        },
        CheckInput: {
          Type: "Choice",
          Choices: [
            {
              Or: [
                ...required.map((Variable) => ({ Variable, IsPresent: false })),
                ...flags.map((flag) => ({ Variable: `$.${flag}`, IsBoolean: false })),
                { Not: { Variable: "$.run_date", StringMatches: "*-*-*" } },
                // A value that is not there would be a runtime error that nothing catches.
                ...Object.keys(closed).map((key) => ({ Variable: `$.${key}`, IsPresent: false })),
                ...Object.entries(closed).map(([key, values]) => ({
                  Not: { Or: values.map((StringEquals) => ({ Variable: `$.${key}`, StringEquals })) },
                })),
              ],
              Next: "ExtractInputError",
            },
          ],
          Default: next,
        },
        ExtractInputError: {
          Type: "Pass",
          Parameters: {
            phase: "InitializeInput",
            source: "CheckInput",
            message: `the input is wrong: ${required.join(", ")} must be there, ${flags.join(", ")} must be booleans, run_date a date`,
            "input.$": "$$.Execution.Input",
          },
          ResultPath: "$.error",
          Next: onFailure,
        },
      };
    },
  };
}
