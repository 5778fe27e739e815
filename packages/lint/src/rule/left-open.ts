import { steps, type Tree } from "@alpha-engine/definition/tree";

const HOLE = /^\$\{[^{}]*\}$/;
/** What decides where an execution goes, or what the data is that later states read. */
const DECIDES = new Set(
  "StartAt States Type Next End Default Choices Catch Branches Iterator ItemProcessor InputPath OutputPath ResultPath ResultSelector Parameters Arguments ItemSelector Assign Output Items ItemsPath".split(
    " ",
  ),
);

/** Whether the value at a pointer is nothing but `${Name}`, or a list of that: what it will be is not known. */
export function isLeftOpen({ definition }: Tree, pointer: string | undefined): boolean {
  let value: unknown = definition;
  for (const step of steps(pointer ?? "")) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step];
  return isHole(value) || (Array.isArray(value) && value.length > 0 && value.every(isHole));
}

/** Whether something is left open on which other states depend: then what is said of them is no longer certain. */
export function isPartlyUnknown({ definition }: Tree): boolean {
  const pending: [unknown, string, string][] = [[definition, "", ""]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, key, around] = next;
    if (isHole(value) && (DECIDES.has(key) || around === "States")) return true;
    if (Array.isArray(value)) for (const item of value) pending.push([item, key, ""]);
    else if (typeof value === "object" && value !== null)
      for (const [name, item] of Object.entries(value)) pending.push([item, name, key]);
  }
  return false;
}

function isHole(value: unknown): boolean {
  return typeof value === "string" && HOLE.test(value);
}
