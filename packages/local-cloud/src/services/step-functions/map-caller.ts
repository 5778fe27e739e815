import type { HistoryEvent, InterpretEffects } from "@alpha-engine/asl";

import type { Caller } from "../../cloud/callers/caller.ts";
import type { Callers } from "../../cloud/callers/callers.ts";

type ItemStore = Required<NonNullable<InterpretEffects["s3"]>>;

/** For whose sake an execution reads items and writes results itself: the Map that it is in; of several side by side nobody's. */
export interface MapCaller {
  onEvent(event: HistoryEvent): void;
  /** The same store, asked for the sake of the Map. */
  asking(s3: ItemStore): ItemStore;
}

export function mapCaller(execution: { readonly arn: string; readonly by?: Caller }, callers: Callers): MapCaller {
  const open = new Map<string, Caller>();
  const during = <Value>(work: () => Value): Value => {
    const [caller] = open.size === 1 ? [...open.values()] : [];
    return caller === undefined ? work() : callers.during(caller, work);
  };
  return {
    onEvent: ({ id, type, ...details }) => {
      const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = details as Details;
      if (type === "MapStateEntered" && entered !== undefined) {
        const { arn: executionArn, by } = execution;
        const task = { state: entered.name, taskId: `map-${id}`, attempt: 0, thread: "0" };
        open.set(entered.name, { kind: "task", executionArn, ...task, ...(by && { by }) });
      }
      if (type === "MapStateExited" && exited !== undefined) open.delete(exited.name);
    },
    asking: (s3) => ({
      getObject: (asked) => during(() => s3.getObject(asked)),
      listObjectsV2: (asked) => during(() => s3.listObjectsV2(asked)),
      putObject: (object) => during(() => s3.putObject(object)),
    }),
  };
}

interface Details {
  readonly stateEnteredEventDetails?: { readonly name: string };
  readonly stateExitedEventDetails?: { readonly name: string };
}
