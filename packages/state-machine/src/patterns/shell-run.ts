import type { States } from "@alpha-engine/definition";

import { literal } from "../shell-text/field.ts";
import type { Step } from "../step/step.ts";
import { isTrue } from "./skip-gate.ts";

/** What a dry pass changes in the state of the run. */
export interface ShellRunOptions {
  /** Laid over the state when `shell_run` is true, so that the dry values win. */
  readonly dry: Readonly<Record<string, string | boolean>>;
}

/**
 * The gate of the dry pass: with `shell_run` every step runs, and each of them only checks.
 *
 * @example
 * ```ts example
 * import { shellRun } from "@alpha-engine/state-machine";
 *
 * const step = shellRun({ dry: { args: " --preflight-only" } });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [ 'CheckShellRun', 'ApplyShellRunDefaults' ]
 * ```
 */
export function shellRun({ dry }: ShellRunOptions): Step {
  const values = literal(JSON.stringify(dry), /['\\]/);
  return {
    entry: "CheckShellRun",
    render({ next }): States {
      return {
        CheckShellRun: {
          Type: "Choice",
          Choices: [{ ...isTrue("$.shell_run"), Next: "ApplyShellRunDefaults" }],
          Default: next,
        },
        ApplyShellRunDefaults: {
          Type: "Pass",
          Parameters: { "merged.$": `States.JsonMerge($,States.StringToJson(${values}),false)` },
          OutputPath: "$.merged",
          Next: next,
        },
      };
    },
  };
}
