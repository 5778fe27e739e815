import { readFileSync } from "node:fs";
import { join } from "node:path";

import type { Definition } from "@alpha-engine/definition";

import { PIPELINES } from "../pipelines.ts";
import { REHEARSAL_SETTINGS } from "../settings.ts";
import { compare, type Difference } from "./compare.ts";
import { DIFFERENCES } from "./differences.ts";

export interface Report {
  /** How many differences each deliberate one covers. */
  readonly covered: ReadonlyMap<string, number>;
  readonly unexplained: readonly Difference[];
  /** Deliberate differences that cover nothing. */
  readonly idle: readonly string[];
}

/** Compares all pipelines with the definitions in a folder, `<pipeline>.json`. */
export async function reportAgainst(folder: string): Promise<Report> {
  const compared = Object.entries(PIPELINES).map(async ([name, { definition }]) => {
    const production = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Definition;
    return await compare(name, production, definition(REHEARSAL_SETTINGS));
  });
  const all = (await Promise.all(compared)).flat();
  const reasons = all.map((difference) => DIFFERENCES.filter(({ covers }) => covers(difference)));
  const covered = new Map(DIFFERENCES.map(({ id }) => [id, 0]));
  for (const { id } of reasons.flat()) covered.set(id, (covered.get(id) ?? 0) + 1);
  return {
    covered,
    unexplained: all.filter((_, index) => reasons[index]?.length === 0),
    idle: [...covered].filter(([, count]) => count === 0).map(([id]) => id),
  };
}
