import { StateMachineError } from "../errors.ts";

/** One line of shell: literal text with values from the state's input between. */
export interface ShellLine {
  readonly parts: readonly (string | InputValue)[];
}

/** A value of the execution's input inside a line. */
export interface InputValue {
  readonly path: string;
  /** `word`: arrives as one word of bash, whatever is in it. `verbatim`: pasted as it is, so bash reads it as code. */
  readonly as: "word" | "verbatim";
}

/**
 * The value at a JSONPath, safe in a command line: bash never reads it as code.
 *
 * @example
 * ```ts example
 * import { input, sh } from "@alpha-engine/state-machine";
 *
 * console.log(sh`backtester --run-date ${input("$.run_date")}`.parts);
 * ```
 * ```text output
 * [ 'backtester --run-date ', { path: '$.run_date', as: 'word' } ]
 * ```
 */
export function input(path: string): InputValue {
  return { path, as: "word" };
}

/**
 * The value at a JSONPath as it is. Only for a value that the machine has checked against a closed list.
 *
 * @example
 * ```ts example
 * import { sh, verbatim } from "@alpha-engine/state-machine";
 *
 * console.log(sh`backtester${verbatim("$.args")}`.parts);
 * ```
 * ```text output
 * [ 'backtester', { path: '$.args', as: 'verbatim' } ]
 * ```
 */
export function verbatim(path: string): InputValue {
  return { path, as: "verbatim" };
}

/** A character that the escaping rules of intrinsic literals could touch, or that bash would read as more than itself. */
const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/**
 * A line of shell: `` sh`backtester --run-date ${input("$.run_date")}` ``. Strings and numbers must be plain words.
 *
 * @example
 * ```ts example
 * import { sh } from "@alpha-engine/state-machine";
 *
 * console.log(sh`backtester --workers ${4}`.parts);
 * try {
 *   sh`backtester --label ${"two words"}`;
 * } catch (error) {
 *   console.log((error as Error).message);
 * }
 * ```
 * ```text output
 * [ 'backtester --workers ', '4' ]
 * not a plain shell word: "two words"
 * ```
 */
export function sh(text: TemplateStringsArray, ...values: readonly (string | number | InputValue)[]): ShellLine {
  const parts = text.flatMap((literal, index) => {
    const value = values[index];
    return value === undefined ? [literal] : [literal, plainOrInput(value)];
  });
  return { parts: parts.filter((part) => part !== "") };
}

function plainOrInput(value: string | number | InputValue): string | InputValue {
  if (typeof value === "object") return value;
  const word = String(value);
  if (PLAIN_WORD.test(word)) return word;
  throw new StateMachineError("UNSAFE_COMMAND", `not a plain shell word: ${JSON.stringify(word)}`, {
    hint: "put it into the execution's input, or into a file on the box",
  });
}
