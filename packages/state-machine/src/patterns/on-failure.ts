import { checkSubject, publish } from "./notify.ts";
import type { States, Step } from "./step.ts";

export interface OnFailureOptions {
  readonly subject: string;
  readonly subjectGrowth?: number | undefined;
  /** An intrinsic may put `$.error` in. */
  readonly message: string;
  /** The execution's error name. */
  readonly error: string;
}

/** Where every failure ends: one notification, then a Fail whose cause is `$.error` as JSON and not a constant. */
export function onFailure({ error, ...notification }: OnFailureOptions): Step {
  const options = { ...notification, name: "HandleFailure" };
  checkSubject(options);
  return {
    entry: "HandleFailure",
    render(): States {
      return {
        HandleFailure: publish(options, "FailExecution"),
        FailExecution: { Type: "Fail", Error: error, CausePath: "States.JsonToString($.error)" },
      };
    },
  };
}
