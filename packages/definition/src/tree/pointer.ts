/**
 * A JSON pointer with more steps, escaped as RFC 6901 says.
 *
 * @example
 * ```ts example
 * import { at } from "@alpha-engine/definition/tree";
 *
 * console.log(at("/States", "A/B", "Choices", 0));
 * ```
 * ```text output
 * /States/A~1B/Choices/0
 * ```
 */
export function at(pointer: string, ...keys: readonly (string | number)[]): string {
  let path = pointer;
  for (const key of keys) path += `/${typeof key === "number" || !/[~/]/.test(key) ? key : escaped(key)}`;
  return path;
}

function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

/**
 * The steps of a JSON pointer.
 *
 * @example
 * ```ts example
 * import { steps } from "@alpha-engine/definition/tree";
 *
 * console.log(steps("/States/A~1B/Choices/0"));
 * ```
 * ```text output
 * [ 'States', 'A/B', 'Choices', '0' ]
 * ```
 */
export function steps(pointer: string): readonly string[] {
  if (pointer === "") return [];
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
