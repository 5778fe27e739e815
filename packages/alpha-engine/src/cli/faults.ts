import { UsageError } from "@alpha-engine/command-line";
import { didYouMean } from "@alpha-engine/dialect";
import { type FaultKind, faultKinds, type Strikes } from "@alpha-engine/rehearsal/check";

/** `alpha-engine faults [KIND]` */
export function faultsCommand(id: string | undefined, { json }: { readonly json?: true }): void {
  const chosen = id === undefined ? faultKinds : [kindNamed(id)];
  const rows = chosen.map((kind) => ({
    kind: kind.id,
    takes: kind.takes ?? null,
    moments: kind.moments === true,
    states: statesOf(kind),
    times: kind.times === Infinity ? null : kind.times,
    does: kind.does,
  }));
  if (json === true) return void process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  const [written, where] = [rows.map(formOf), rows.map(({ states }) => states)];
  const width = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
  const lines = rows.map(({ does }, at) => {
    return [written[at]?.padEnd(width(written)), where[at]?.padEnd(width(where)), does].join("  ");
  });
  process.stdout.write(`${lines.join("\n")}\n`);
}

function kindNamed(id: string): FaultKind {
  const found = faultKinds.find((kind) => kind.id === id);
  if (found !== undefined) return found;
  const ids = faultKinds.map((kind) => kind.id);
  throw new UsageError(`no fault "${id}"${didYouMean(id, ids)}; alpha-engine faults lists them`);
}

/** `exit:N`, `ssm:late[:DURATION]` */
function formOf({
  kind,
  takes,
  moments,
}: {
  readonly kind: string;
  readonly moments: boolean;
  readonly takes: NonNullable<FaultKind["takes"]> | null;
}): string {
  const when = moments ? "[@WHEN]" : "";
  if (takes === null) return `${kind}${when}`;
  return takes === "code" ? `${kind}:N${when}` : `${kind}[:${takes.toUpperCase()}]${when}`;
}

/** The states that can have it, in a word. */
function statesOf({ strikes }: FaultKind): string {
  const words = strikes.map((each: Strikes) => {
    if (each === "command") return "ssm";
    if (each === "function") return "lambda";
    if (each === "rented") return "ssm, lambda, ec2";
    return each.includes("*") ? "any" : `ssm, lambda, ${each.join(", ")}`;
  });
  return [...new Set(words.join(", ").split(", "))].join(", ");
}
