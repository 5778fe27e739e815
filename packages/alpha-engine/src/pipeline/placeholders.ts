import { didYouMean } from "@alpha-engine/dialect";
import type { Stage } from "@alpha-engine/rehearsal";

import { AlphaEngineError } from "../errors.ts";

type Input = Readonly<Record<string, unknown>>;

/** An execution's input for a stage: `${boxes.NAME}` and `${topics.NAME}` in its texts become what they are there. */
export function inputFor(input: Input | ((stage: Stage) => Input), stage: Stage): Input {
  return typeof input === "function" ? input(stage) : (filled(input, stage) as Input);
}

function filled(value: unknown, stage: Stage): unknown {
  if (typeof value === "string")
    return value.replaceAll(/\$\{(\w+)\.([^}]+)\}/g, (_, kind: string, name: string) => named(kind, name, stage));
  if (Array.isArray(value)) return value.map((each) => filled(each, stage));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filled(each, stage)]));
}

function named(kind: string, name: string, { boxIds, topicArns }: Stage): string {
  const known: Readonly<Record<string, string>> = { boxes: boxIds, topics: topicArns }[kind] ?? {};
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found !== undefined) return found;
  const all = [
    ...Object.keys(boxIds).map((box) => `boxes.${box}`),
    ...Object.keys(topicArns).map((topic) => `topics.${topic}`),
  ];
  const word = `${kind}.${name}`;
  const hint = all.length === 0 ? "the rehearsal has no boxes and no topics" : `there are ${all.join(", ")}`;
  throw new AlphaEngineError("INPUT_REFUSED", `the input names ${word}, which is not there${didYouMean(word, all)}`, {
    hint,
  });
}
