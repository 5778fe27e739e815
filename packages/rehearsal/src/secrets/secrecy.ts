import { hideSecrets } from "@alpha-engine/log-capture";
import type { Fact } from "@alpha-engine/run-record";

import { hideIn, hideInFolder } from "./hide.ts";

/** What becomes of secrets in a rehearsal. */
export interface Secrecy {
  /** Whether there are any. */
  readonly isNeeded: boolean;
  /** A value without them. */
  readonly hidden: <Value extends Fact | object | string>(value: Value) => Value;
  /** Hides them in all files of a folder; the answer is those that could not be looked at. */
  readonly clean: (folder: string) => readonly string[];
}

export function secrecyOf(secrets: readonly string[]): Secrecy {
  if (secrets.length === 0) return { isNeeded: false, hidden: (value) => value, clean: () => [] };
  const hider = hideSecrets(secrets);
  return { isNeeded: true, hidden: (value) => hideIn(value, hider), clean: (folder) => hideInFolder(folder, hider) };
}
