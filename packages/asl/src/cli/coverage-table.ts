import type { Coverage, Covered } from "../interpret/coverage.ts";

/** What was visited, in numbers, and each that was missed. */
export function coverageTable({ states, edges }: Coverage): string {
  return [...part("states", states), ...part("edges", edges)].join("\n").concat("\n");
}

function part(name: string, { visited, missed }: Covered): readonly string[] {
  const all = visited.length + missed.length;
  return [`${name}: ${visited.length} of ${all} visited`, ...missed.map((pointer) => `  missed ${pointer}`)];
}
