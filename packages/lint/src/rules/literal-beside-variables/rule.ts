import type { StateNode } from "@alpha-engine/definition/tree";

import { type Leaf, leavesIn } from "../../rule/leaves.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "literal-beside-variables",
  severity: "warning",
  preset: "recommended",
  what: "An account, a region or a partition is written out, where the same field of other states takes it from a variable.",
  why: "It works where it was written and nowhere else: deployed into the next account it calls the first one's function, or is denied.",
  mend: "Take it from the same substitution, or from the data, as its siblings do.",
  known: "account numbers and endpoints of the test system in shipped definitions",
  *check({ states, graph }) {
    const values = states.filter((state) => graph.reachable.has(state)).flatMap(valuesOf);
    const variable = values.filter(({ text, computed }) => computed || text.includes("${"));
    for (const value of values) {
      const others = variable.filter((other) => other.key === value.key && other.state !== value.state);
      const written = (other: Value): string | undefined => (other.computed ? undefined : partsOf(other.text, others));
      const part = written(value);
      // As many say it as do not: nothing is out of line.
      if (
        part === undefined ||
        values.filter((other) => other.key === value.key && written(other) !== undefined).length > others.length
      )
        continue;
      yield {
        message: `${value.key} has ${part} written out, ${others[0]?.state.name ?? ""} takes it from a variable`,
        state: value.state,
        pointer: value.pointer,
        related: others.slice(0, 3).map(({ state }) => state),
      };
    }
  },
};

type Value = Leaf & { readonly state: StateNode };

/** What a state names: its Resource, and the parameters that hold an ARN, an address or a name. */
function valuesOf(state: StateNode): readonly Value[] {
  const { call, raw, pointer } = state;
  const own = leavesIn({ Resource: raw["Resource"] ?? null }, pointer);
  // A function that is its own Resource has a payload for parameters.
  const isOwnResource = call?.service === "lambda" && call.parameters["FunctionName"] === raw["Resource"];
  const given = call === undefined || isOwnResource ? [] : leavesIn(call.parameters, call.parametersPointer);
  return [...own, ...leavesIn(raw["Credentials"], `${pointer}/Credentials`), ...given]
    .filter(({ key }) => NAMES.test(key))
    .map((leaf) => ({ ...leaf, state }));
}

const NAMES = /(?:Arn|ARN|Url|Uri|Name|Queue|Topic|Definition|Cluster|Bus|Resource|Role)$/;

/** The part that belongs to one account, region or partition, and is a variable in the others; undefined where there is none. */
function partsOf(text: string, others: readonly Value[]): string | undefined {
  if (others.length === 0) return undefined;
  const queue = /^https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com\/(\d{12})\//.exec(text);
  if (queue !== null) return `account ${queue[1] ?? ""}`;
  if (!text.startsWith("arn:")) return undefined;
  const [, partition = "", , region = "", account = ""] = text.split(":");
  if (/^\d{12}$/.test(account)) return `account ${account}`;
  if (/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) return `region ${region}`;
  return others.some((other) => other.text.startsWith("arn:${")) && !partition.includes("$")
    ? `partition ${partition}`
    : undefined;
}
