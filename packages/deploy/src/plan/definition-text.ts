import { DeployError } from "../errors.ts";
import type { StateMachineTarget } from "./target.ts";

/** Of a definition, and of a request with everything in it, in bytes (AWS's quotas of Step Functions, 2026-11). */
const LARGEST = 1_048_576;
/** What a request holds beside the definition: headers, ARNs, tags. */
const ENVELOPE = 8192;

/** The definition as it is sent: in lines where there is room for them, without where not. */
export function definitionText({ name, definition }: Pick<StateMachineTarget, "name" | "definition">): string {
  const lines = JSON.stringify(definition, undefined, 2);
  if (requestSize(lines) <= LARGEST) return lines;
  const compact = JSON.stringify(definition);
  const size = Math.max(Buffer.byteLength(compact), requestSize(compact));
  if (size <= LARGEST) return compact;
  throw new DeployError(
    "DEFINITION_TOO_LARGE",
    `the definition of ${name} has ${Buffer.byteLength(compact)} bytes, ${size} in the request that carries it; AWS takes ${LARGEST} of either`,
    { hint: "move work into a state machine of its own, or commands into a script on the box" },
  );
}

/** A definition in a JSON body: its quotes and line ends count twice. */
function requestSize(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) + ENVELOPE;
}
