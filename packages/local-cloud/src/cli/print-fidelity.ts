import { fidelity } from "../fidelity.ts";

/** A paragraph per behaviour, or all of them as one JSON array. */
export function printFidelity({ json }: { readonly json?: true }): void {
  if (json === true) {
    process.stdout.write(`${JSON.stringify(fidelity)}\n`);
    return;
  }
  for (const { id, behaviour, kind, source, date, file, test } of fidelity) {
    process.stdout.write(`${id}\n  ${behaviour}\n  ${kind}: ${source}, ${date}\n  ${file}, shown by "${test}"\n\n`);
  }
}
