import { literal } from "../commands/field.ts";
import { notify, type NotifyOptions } from "./notify.ts";
import { merge, type States, type Step } from "./step.ts";

export interface ShellRunOptions {
  /** Laid over the state when `shell_run` is true, so that the dry values win. */
  readonly dry: Readonly<Record<string, string | boolean>>;
}

const IS_SHELL_RUN = [
  { Variable: "$.shell_run", IsPresent: true },
  { Variable: "$.shell_run", BooleanEquals: true },
];

/** The gate of the dry pass: with `shell_run` every step runs, and each of them only checks. */
export function shellRun({ dry }: ShellRunOptions): Step {
  const values = literal(JSON.stringify(dry), /['\\]/);
  return {
    entry: "CheckShellRun",
    render({ next }): States {
      return {
        CheckShellRun: {
          Type: "Choice",
          Choices: [{ And: IS_SHELL_RUN, Next: "ApplyShellRunDefaults" }],
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

/** The last word of a run that went well: a dry pass is never announced as a real one. */
export function shellRunNotify(real: NotifyOptions, dry: NotifyOptions): Step {
  const steps = [notify(real), notify(dry)];
  return {
    entry: "CheckShellRunNotify",
    render(wiring): States {
      const gate = { Type: "Choice", Choices: [{ And: IS_SHELL_RUN, Next: dry.name }], Default: real.name };
      return merge([{ CheckShellRunNotify: gate }, ...steps.map((step) => step.render(wiring))]);
    },
  };
}
