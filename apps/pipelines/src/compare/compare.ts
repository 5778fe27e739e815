import type { Definition, State } from "@alpha-engine/definition";

import { aspectsOf } from "./aspects.ts";
import { edgesThrough } from "./edges.ts";

/** One thing in which our state is not as production's; `undefined` is a thing that only the other has. */
export interface Difference {
  readonly pipeline: string;
  readonly state: string;
  /** `state` itself, or a part of it: `work.program`, `setup`, `Next`, `Parameters.TimeoutSeconds`, … */
  readonly aspect: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

/** Everything in which two definitions differ, state by state. Both are in JSONPath. */
export async function compare(
  pipeline: string,
  production: Definition,
  ours: Definition,
): Promise<readonly Difference[]> {
  const before = statesOf(production);
  const after = statesOf(ours);
  const through = edgesThrough(after, new Set(before.keys()));
  const names = [...before.keys(), ...[...after.keys()].filter((name) => !before.has(name))];
  const found = names.map(async (name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === undefined || is === undefined)
      return [{ pipeline, state: name, aspect: "state", was: was && "there", is: is && "there" }];
    const differences = differencesOf(await aspectsOf(was, (edge) => edge), await aspectsOf(is, through));
    return differences.map((difference) => ({ pipeline, state: name, ...difference }));
  });
  return (await Promise.all(found)).flat();
}

/** All states by name, those of branches beside the others; names are unique in a definition. */
export function statesOf({ States }: Definition): ReadonlyMap<string, State> {
  return new Map(
    Object.entries(States).flatMap(([name, state]) => [
      [name, state] as const,
      ...((state.Branches ?? []) as readonly Definition[]).flatMap((branch) => [...statesOf(branch)]),
    ]),
  );
}

function differencesOf(
  before: ReadonlyMap<string, readonly string[]>,
  after: ReadonlyMap<string, readonly string[]>,
): readonly Omit<Difference, "pipeline" | "state">[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((aspect) => {
    const gone = minus(before.get(aspect) ?? [], after.get(aspect) ?? []);
    const come = minus(after.get(aspect) ?? [], before.get(aspect) ?? []);
    // A single value that has changed is one difference and not two.
    if (gone.length === 1 && come.length === 1) return [{ aspect, was: gone[0], is: come[0] }];
    return [
      ...gone.map((was) => ({ aspect, was, is: undefined })),
      ...come.map((is) => ({ aspect, was: undefined, is })),
    ];
  });
}

function minus(all: readonly string[], others: readonly string[]): readonly string[] {
  return all.filter((value) => !others.includes(value));
}
