import type { Fact } from "@alpha-engine/run-record";

type StateFact = Extract<Fact, { readonly type: "state" }>;

/** The visits of states, with what each began with and came to, as far as it is told. */
export function visitsOf(
  facts: readonly Fact[],
): readonly { readonly state: string; readonly input: unknown; readonly output: unknown }[] {
  const states = facts.filter((fact) => fact.type === "state");
  const ends = new Map(states.flatMap((fact) => (fact.phase === "exited" ? [[fact.visit, fact] as const] : [])));
  return states
    .filter(({ phase }) => phase === "entered")
    .map((begun) => ({
      state: begun.state,
      input: valueIn(begun.input),
      output: valueIn(ends.get(begun.visit)?.output ?? null),
    }));
}

function valueIn(text: StateFact["input"]): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
