import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import type { JsonObject } from "@alpha-engine/asl";

import { lint, type LintOptions } from "../src/lint.ts";

/** The pairs lie beside the checkout: `../shared` seen from the root of the repository. */
export const DEFECTS: string = fileURLToPath(new URL("../../../../shared/definitions/defects/", import.meta.url));
export const hasDefects: boolean = existsSync(DEFECTS);

interface Meta {
  readonly id: string;
  readonly detect: string;
  readonly files: readonly { readonly broken: string; readonly fixed: string }[];
  readonly states_at_fault: readonly { readonly file: string; readonly state: string; readonly path?: string }[];
}

/** What a pair needs besides its definitions, and the rules that mean its defect. */
interface Expectation {
  readonly rules: readonly string[];
  readonly options?: LintOptions;
  /** Where the world around the definitions is what changed between them. */
  readonly fixedOptions?: LintOptions;
}

export interface Outcome {
  readonly id: string;
  readonly detect: string;
  readonly found: boolean;
  /** States at fault that a rule names in the broken definition and not in the mended one, of how many. */
  readonly states: number;
  readonly of: number;
  readonly rules: readonly string[];
  /** Why not, where it is not found. */
  readonly note: string;
}

/** Lints every pair and says which are found in the broken definition and no longer in the mended one. */
export async function checkPairs(
  expectations: Readonly<Record<string, Expectation>>,
  notes: Readonly<Record<string, string>>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const folder of readdirSync(DEFECTS).toSorted()) {
    const meta = read(folder, "meta.json") as unknown as Meta;
    const key = meta.id.split("-")[0] ?? "";
    outcomes.push(await checkPair(folder, meta, expectations[key], notes[key] ?? ""));
  }
  return outcomes;
}

async function checkPair(
  folder: string,
  meta: Meta,
  expectation: Expectation | undefined,
  note: string,
): Promise<Outcome> {
  const { id, detect } = meta;
  const of = meta.states_at_fault.length;
  if (expectation === undefined) return { id, detect, found: false, states: 0, of, rules: [], note };
  const found = new Set<string>();
  const rules = new Set<string>();
  let stillThere = "";
  for (const { broken, fixed } of meta.files) {
    if (!existsSync(`${DEFECTS}${folder}/${broken}`) || !("StartAt" in read(folder, broken))) continue;
    const named = meta.states_at_fault.filter(({ file }) => file === broken).map(({ state }) => state);
    const before = await found_(read(folder, broken), expectation.rules, expectation.options);
    const after = await found_(read(folder, fixed), expectation.rules, expectation.fixedOptions ?? expectation.options);
    for (const rule of expectation.rules) {
      for (const state of named) {
        if (!before.has(`${rule} ${state}`)) continue;
        if (after.has(`${rule} ${state}`)) stillThere = `${rule} still at ${state} in ${fixed}`;
        else {
          found.add(`${broken} ${state}`);
          rules.add(rule);
        }
      }
    }
  }
  return {
    id,
    detect,
    found: found.size > 0 && stillThere === "",
    states: found.size,
    of,
    rules: [...rules],
    note: stillThere || note,
  };
}

/** `rule state` of every finding, the states that have to do with it included. */
async function found_(
  definition: JsonObject,
  rules: readonly string[],
  options: LintOptions = {},
): Promise<ReadonlySet<string>> {
  const { findings } = await lint(definition, { ...options, config: { preset: "pipeline", ...options.config } });
  return new Set(
    findings
      .filter(({ rule }) => rules.includes(rule))
      .flatMap(({ rule, path, related }) => [path ?? "", ...related].map((state) => `${rule} ${state}`)),
  );
}

function read(folder: string, file: string): JsonObject {
  return JSON.parse(readFileSync(`${DEFECTS}${folder}/${file}`, "utf8")) as JsonObject;
}

export function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map(({ id, detect, found, states, of, rules, note }) =>
    [
      detect.padEnd(4),
      found ? "found" : "-    ",
      `${states}/${of}`.padStart(6),
      id.padEnd(34),
      [rules.join(", "), note].filter(Boolean).join("; "),
    ].join("  "),
  );
  const total = (kind: string): string => {
    const some = outcomes.filter(({ detect }) => kind === "" || detect === kind);
    return `${some.filter(({ found }) => found).length} of ${some.length}`;
  };
  return [
    ...rows,
    "",
    `marked i: ${total("i")} found in the broken definition and no longer in the mended one; of all pairs: ${total("")}`,
    "",
  ].join("\n");
}
