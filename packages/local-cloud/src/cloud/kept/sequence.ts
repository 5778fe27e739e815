import type { Journal } from "./journal.ts";

/** So many numbers are set aside at once; those of them that a cloud did not give out are never given out. */
const SET_ASIDE = 1000n;

/** Numbers that only grow, also over a restart of what is kept. */
export function openSequence(journal: Journal, name: string, first: bigint, step: bigint): () => string {
  let latest = BigInt(journal.read<{ readonly upTo: string }>("sequence").get(name)?.upTo ?? first);
  let upTo = latest;
  return () => {
    if (latest >= upTo) {
      upTo = latest + step * SET_ASIDE;
      journal.put("sequence", name, { upTo: String(upTo) });
    }
    latest += step;
    return String(latest);
  };
}
