import { readDefinition } from "@alpha-engine/definition";
import { functionName } from "@alpha-engine/definition/tree";
import type { standInKey } from "@alpha-engine/local-cloud/models";

/** A state that asks for something, and where it says so. */
export interface Asked {
  readonly path: string;
  readonly name: string;
  readonly pointer: string;
  readonly resource: string;
  /** Whether it is a task, and not what a Map reads or writes: only for tasks something can stand in. */
  readonly isTask: boolean;
  /** The function that its parameters name. */
  readonly named?: string;
  /** Whether it invokes a function that only the run names. */
  readonly invokesAny?: true;
}

/** What of a task says which stand-in is meant. */
export function stoodInFor({ name: state, resource, named }: Asked): Parameters<typeof standInKey>[1] {
  return { state, resource, ...(named === undefined ? {} : { parameters: { FunctionName: named } }) };
}

/** All that a definition asks for, in the order in which it is written. */
export function askedBy(definition: object): readonly Asked[] {
  return readDefinition(definition).tree.states.flatMap(({ path, name, pointer, type, raw, call }) => {
    const at = { path, name };
    if (type === "Task" && typeof raw["Resource"] === "string") {
      const own = { ...at, pointer: `${pointer}/Resource`, resource: raw["Resource"], isTask: true };
      if (call?.service !== "lambda" || call.action !== "invoke" || isFunction(own.resource)) return [own];
      const named = functionName(call);
      return [named === undefined ? { ...own, invokesAny: true } : { ...own, named }];
    }
    return ["ItemReader", "ResultWriter"].flatMap((field) => {
      const resource = (raw[field] as { Resource?: unknown } | undefined)?.Resource;
      const place = `${pointer}/${field}/Resource`;
      return typeof resource === "string" ? [{ ...at, pointer: place, resource, isTask: false }] : [];
    });
  });
}

/** Whether the resource is a function's ARN itself. */
function isFunction(resource: string): boolean {
  return /^arn:[^:]*:lambda:/.test(resource);
}
