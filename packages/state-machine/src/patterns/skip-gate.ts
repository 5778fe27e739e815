import type { State } from "./step.ts";

/** Routes past a step when the input's flag is true. A missing flag and `false` run the step. */
export function skipGate(options: { readonly flag: string; readonly run: string; readonly skipTo: string }): State {
  const Variable = `$.${options.flag}`;
  return {
    Type: "Choice",
    Choices: [
      {
        And: [
          { Variable, IsPresent: true },
          { Variable, BooleanEquals: true },
        ],
        Next: options.skipTo,
      },
    ],
    Default: options.run,
  };
}
