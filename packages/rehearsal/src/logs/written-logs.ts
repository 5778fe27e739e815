import { existsSync } from "node:fs";

import type { CloudEvent } from "@alpha-engine/local-cloud";

import type { Target } from "../history/owners.ts";
import { NAMED, OUTPUT } from "../log-names.ts";
import type { LogPlace } from "../options.ts";
import type { WrittenLog } from "../record/conclude-record.ts";

type ObjectEvent = Extract<CloudEvent, { type: "object" }>;

/** What commands of states wrote into buckets, by the command that the state sent. */
export class WrittenLogs {
  readonly #targetOf: (event: ObjectEvent) => Target | undefined;
  readonly #written = new Map<string, ObjectEvent[]>();

  constructor(targetOf: (event: ObjectEvent) => Target | undefined) {
    this.#targetOf = targetOf;
  }

  onCloudEvent(event: CloudEvent): void {
    if (event.type !== "object") return;
    const commandId = this.#targetOf(event)?.commandId;
    if (commandId !== undefined) this.#written.set(commandId, [...(this.#written.get(commandId) ?? []), event]);
  }

  /**
   * The log of each command: an object in the place of logs; else the output that SSM was asked to keep; else what is named
   * as a log. Of several the last one, and rather one that the command itself wrote than one from further down.
   */
  found(place: LogPlace | undefined): ReadonlyMap<string, WrittenLog> {
    const found = new Map<string, WrittenLog>();
    for (const [commandId, events] of this.#written) {
      const ranked = events
        .filter(({ file }) => existsSync(file))
        .map((event) => ({ event, rank: rankOf(event, place, commandId) }))
        .filter(({ rank }) => rank > 0)
        .toSorted((one, other) => one.rank - other.rank);
      const last = ranked.at(-1)?.event;
      if (last !== undefined) found.set(commandId, { bucket: last.bucket, key: last.key });
    }
    return found;
  }
}

/** 0 for what is no log. */
function rankOf({ bucket, key, by }: ObjectEvent, place: LogPlace | undefined, commandId: string): number {
  const own = by?.kind === "command" && by.commandId === commandId ? 1 : 0;
  if (place !== undefined && bucket === place.bucket && key.startsWith(place.prefix === "" ? "" : `${place.prefix}/`))
    return 30 + own;
  const output = OUTPUT.exec(key)?.[1];
  if (output !== undefined) return 20 + own * 2 + (output === "stdout" ? 1 : 0);
  return NAMED.test(key) ? 10 + own : 0;
}
