import type { States } from "@alpha-engine/definition";

import { StateMachineError } from "../errors.ts";
import type { Step } from "../step/step.ts";
import type { ChoiceRule } from "./skip-gate.ts";

/** What one key of an execution's input may hold. */
export type InputField =
  /** `"true"` is refused: as a string it would silently mean false. */
  | { readonly type: "boolean"; readonly default: boolean }
  /** One of `oneOf`, or of the shape `matches` (as in StringMatches, `*` for anything), or any text. */
  | {
      readonly type: "text";
      readonly default: string;
      readonly oneOf?: readonly string[] | undefined;
      readonly matches?: string | undefined;
    }
  /** A list with the id of one instance; must be passed. */
  | { readonly type: "instance" };

/** Everything that the caller may pass beside `run_date`; any other key is refused. */
export type InputFields = Readonly<Record<string, InputField>>;

/** Kept by the machine itself. */
const OWN_KEYS = { degraded: {} };
const RESERVED = ["run_date", "error", "input_keys", ...Object.keys(OWN_KEYS)];

/**
 * Stamps run_date once from the execution's start, lays the defaults under the caller's input, and refuses wrong types and
 * keys that nobody reads before anything runs.
 *
 * @example
 * ```ts example
 * import { initializeInput } from "@alpha-engine/state-machine";
 *
 * const step = initializeInput({
 *   ec2_instance_id: { type: "instance" },
 *   skip_sweep: { type: "boolean", default: false },
 * });
 * console.log(Object.keys(step.render({ next: "Next", onFailure: "HandleFailure", degraded: [] })));
 * ```
 * ```text output
 * [
 *   'InitializeInput',
 *   'ApplyInput',
 *   'CountInputKeys',
 *   'CheckInput',
 *   'ExtractInputError'
 * ]
 * ```
 */
export function initializeInput(fields: InputFields): Step {
  const keys = Object.keys(fields);
  const reserved = keys.find((key) => RESERVED.includes(key));
  if (reserved !== undefined)
    throw new StateMachineError(
      "BAD_INPUT_FIELD",
      `${reserved} is written by the machine itself and cannot be a field of the input`,
      {
        hint: "give the field another name",
      },
    );
  for (const [key, field] of Object.entries(fields)) checkDefault(key, field);
  const known = keys.length + 1 + Object.keys(OWN_KEYS).length;
  return {
    entry: "InitializeInput",
    render({ next, onFailure }): States {
      return {
        InitializeInput: {
          Type: "Pass",
          Parameters: {
            defaults: {
              "run_date.$": "States.ArrayGetItem(States.StringSplit($$.Execution.StartTime,'T'),0)",
              ...Object.fromEntries(keys.map((key) => [key, defaultOf(fields[key])])),
            },
            own: OWN_KEYS,
          },
          Next: "ApplyInput",
        },
        ApplyInput: {
          Type: "Pass",
          Parameters: {
            "merged.$": "States.JsonMerge(States.JsonMerge($.defaults,$$.Execution.Input,false),$.own,false)",
          },
          OutputPath: "$.merged",
          Next: "CountInputKeys",
        },
        // Every known key has a default, so that more keys than those are keys that nobody knows.
        CountInputKeys: {
          Type: "Pass",
          Parameters: { "found.$": "States.ArrayLength($.*)" },
          ResultPath: "$.input_keys",
          Next: "CheckInput",
        },
        CheckInput: {
          Type: "Choice",
          Choices: [
            {
              Or: [
                { Not: { Variable: "$.input_keys.found", NumericEquals: known } },
                ...Object.entries(fields).map(([key, field]) => ({ Not: isRight(`$.${key}`, field) })),
                { Not: isDate("$.run_date") },
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
            message: `the input is wrong; ${describe(fields)}; run_date is a date as YYYY-MM-DD; nothing else may be there`,
            "input.$": "$$.Execution.Input",
          },
          ResultPath: "$.error",
          Next: onFailure,
        },
      };
    },
  };
}

/** A value of the wrong type makes every comparison false; one that is missing cannot be, all have defaults. */
function isRight(Variable: string, field: InputField): ChoiceRule {
  if (field.type === "boolean") return { Variable, IsBoolean: true };
  if (field.type === "instance")
    return {
      And: [
        { Variable: `${Variable}[0]`, IsPresent: true },
        { Variable: `${Variable}[0]`, StringMatches: "i-*" },
        { Variable: `${Variable}[1]`, IsPresent: false },
      ],
    };
  if (field.oneOf !== undefined) return { Or: field.oneOf.map((StringEquals) => ({ Variable, StringEquals })) };
  return field.matches === undefined ? { Variable, IsString: true } : { Variable, StringMatches: field.matches };
}

/** As far as comparisons can tell; the launchers read it as a day of the calendar. */
function isDate(Variable: string): ChoiceRule {
  return {
    And: [
      { Variable, StringMatches: "20*-*-*" },
      { Not: { Variable, StringMatches: "*-*-*-*" } },
      { Not: { Variable, StringMatches: "* *" } },
    ],
  };
}

function defaultOf(field: InputField | undefined): unknown {
  return field === undefined || field.type === "instance" ? null : field.default;
}

function checkDefault(key: string, field: InputField): void {
  if (field.type !== "text" || field.oneOf === undefined || field.oneOf.includes(field.default)) return;
  throw new StateMachineError(
    "BAD_INPUT_FIELD",
    `the default of ${key} is not one of its values: ${JSON.stringify(field.default)}`,
    { hint: `choose one of ${field.oneOf.map((value) => JSON.stringify(value)).join(", ")}, or add it to oneOf` },
  );
}

function describe(fields: InputFields): string {
  const named = (type: InputField["type"]): string =>
    Object.entries(fields)
      .filter(([, field]) => field.type === type)
      .map(([key]) => key)
      .join(", ");
  const groups = [
    [named("boolean"), "are booleans"],
    [named("text"), "are strings"],
    [named("instance"), "lists with one instance id"],
  ] as const;
  return groups
    .filter(([names]) => names !== "")
    .map((group) => group.join(" "))
    .join("; ");
}
