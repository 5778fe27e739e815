import { SsmDispatcherError } from "../errors.ts";
import type { Place } from "../place.ts";

/** Where diagnostics are left, and under which name. */
export interface DiagnosticsPlace extends Place {
  /** The run's name. @default the description */
  readonly name?: string | undefined;
}

const CLEANED_UP = new Set(["tmp", "temp", "staging"]);

/** Refuses to keep output or diagnostics where clean-ups reach: they are what one comes for after a failure. */
export function checkedPlaces({
  output,
  diagnostics,
}: {
  readonly output?: Place | undefined;
  readonly diagnostics?: Place | undefined;
}): void {
  for (const [what, prefix] of [
    ["the output", output?.prefix],
    ["diagnostics", diagnostics?.prefix],
  ] as const) {
    const segment = prefix?.split("/").find((each) => CLEANED_UP.has(each.toLowerCase()));
    if (segment === undefined) continue;
    throw new SsmDispatcherError("SCRIPT_REFUSED", `${what} would be kept under ${prefix}, which clean-ups remove`, {
      hint: `take a prefix without "${segment}" in it`,
    });
  }
}
