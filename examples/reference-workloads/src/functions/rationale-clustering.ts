import { type Answer, define } from "./reference/define.ts";
import { signalsOf } from "./reference/prices.ts";

/** RationaleClustering: signals by the longest word of their reasons. */
export const handler: (event: unknown) => Promise<Answer> = define(async ({ run, report }) => {
  const signals = await signalsOf(run);
  if (signals === undefined) return { status: "SKIPPED", reason: "there are no signals for this run date" };
  const clusters = Object.groupBy(signals, ({ reason }) => longestWord(reason));
  const names = Object.entries(clusters).map(([word, members = []]) => ({
    word,
    signals: members.map(({ name }) => name),
  }));
  return { status: "OK", clusters: names.length, key: await report("rationale-clustering", { clusters: names }) };
});

function longestWord(text: string): string {
  return text.split(/\W+/).reduce((longest, word) => (word.length > longest.length ? word : longest), "");
}
