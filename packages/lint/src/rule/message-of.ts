import type { Problem } from "@alpha-engine/asl";

/** What is wrong, with what the language itself adds to AWS's words. */
export function messageOf({ message, hint }: Problem): string {
  return hint === undefined ? message : `${message} (${hint})`;
}
