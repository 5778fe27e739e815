import { readDefinition } from "./read-definition.ts";

/** A state and where it is. */
export interface WalkedState {
  readonly name: string;
  /** The way to it: `Name`, `Parallel[0].Name`, `Map.Name`. */
  readonly path: string;
  readonly pointer: string;
  readonly line: number;
  readonly type: string;
  /** As the definition has it. */
  readonly state: Readonly<Record<string, unknown>>;
}

/**
 * Every state of a definition in its order; branches and Map processors are entered.
 *
 * @example
 * ```ts example
 * import { walk } from "@alpha-engine/definition";
 *
 * const inner = { StartAt: "Look", States: { Look: { Type: "Succeed" } } };
 * const definition = { StartAt: "Both", States: { Both: { Type: "Parallel", Branches: [inner], End: true } } };
 * for (const { path, line, type } of walk(definition)) console.log(path, line, type);
 * ```
 * ```text output
 * Both 4 Parallel
 * Both[0].Look 10 Succeed
 * ```
 */
export function* walk(definition: string | object): Generator<WalkedState, void, undefined> {
  const read = readDefinition(definition);
  for (const { name, path, pointer, type, raw } of read.tree.states)
    yield { name, path, pointer, line: read.lineOf(pointer), type, state: raw };
}
