import type { CommandView, Seed, TaskView } from "@alpha-engine/local-cloud";

import type { RehearsalNews } from "../events.ts";
import type { Tracker } from "../history/tracker.ts";
import { functionNamed } from "../history/work-states.ts";
import { FAULT_KINDS } from "./fault-kinds.ts";
import { FAULT_EXIT_CODE } from "./faults-of-cloud.ts";
import { type FaultsOption, readFaults } from "./read-fault.ts";
import { readKind } from "./read-kind.ts";
import { readLater } from "./read-later.ts";
import { type FaultPlan, planFaults } from "./state-faults.ts";

/** What goes wrong, and on which commands. */
interface Wanted extends FaultsOption {
  readonly images?: Seed["images"];
  readonly functions?: Seed["functions"];
  readonly isWorkload?: ((command: CommandView) => boolean) | undefined;
}

/** The faults of a rehearsal, by what its tracker knows of the run; each that strikes is told. */
export function faultPlan(
  { isWorkload, images = {}, functions = {}, ...wanted }: Wanted,
  tracker: Tracker,
  { tell, now }: { readonly tell: (news: RehearsalNews) => void; readonly now: () => number },
): FaultPlan {
  const read = readLater(wanted.definition);
  const following = {
    now,
    targetOf: tracker.targetOf.bind(tracker),
    isWork: (command: CommandView) => isWorkload?.(command) !== false,
    placeOf: (command: CommandView) => {
      const { checkouts = {} } = images[tracker.imageOf(command) ?? ""] ?? {};
      const hasOutput = command.outputBucket !== undefined;
      return { place: tracker.placeOf(command), hasCheckouts: Object.keys(checkouts).length > 0, hasOutput };
    },
    taskOf: ({ by, resource, parameters }: TaskView, state: string) => {
      const timeout = functions[invokedBy(resource, parameters)]?.timeout;
      // What an execution that it started answers itself is read by that one's states.
      return { timeout, read: by.state === state ? read(state) : [] };
    },
  };
  return planFaults(readFaults(wanted), following, ({ state, kind }) =>
    tell({ type: "fault", state, what: wordsOf(kind) }),
  );
}

function invokedBy(resource: string, parameters: unknown): string {
  const { FunctionName } = (parameters ?? {}) as { readonly FunctionName?: unknown };
  return functionNamed(/^arn:[^:]*:lambda:/.test(resource) ? resource : String(FunctionName));
}

/** What it does, for people. */
function wordsOf(kind: string): string {
  if (kind === "fail") return `its work exits with ${FAULT_EXIT_CODE}`;
  if (kind === "reclaim") return "its instance is reclaimed";
  const { id, code } = readKind(kind);
  const does = FAULT_KINDS.find((each) => each.id === id)?.does ?? "";
  return `${kind}: ${code === undefined ? does : does.replace(/\bN\b/, String(code))}`;
}
