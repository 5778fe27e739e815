import type { Caller, CloudEvent } from "@alpha-engine/local-cloud";

/** The state, and the item where it is in a Map, that something is done for. */
export interface Target {
  readonly state: string;
  readonly item: number | undefined;
  /** Of the attempt. */
  readonly taskId: string;
  /** The command that the state itself has sent, where it was done by one. */
  readonly commandId: string | undefined;
}

/** For whose sake things are done in a cloud, through whatever was started on the way. */
export class Owners {
  readonly #isOwn: (executionArn: string) => boolean;
  readonly #sender = new Map<string, Caller | undefined>();

  /** `isOwn` says whether an execution is the rehearsed one, and not one that it has started. */
  constructor(isOwn: (executionArn: string) => boolean) {
    this.#isOwn = isOwn;
  }

  onCloudEvent(event: CloudEvent): void {
    if (event.type === "command-status") this.#sender.set(event.command.commandId, event.command.by);
  }

  /** `undefined` where it was nobody's of the execution, or cannot be told. */
  targetOf(by: Caller | undefined): Target | undefined {
    let commandId: string | undefined;
    for (let at = by; at !== undefined; at = at.by) {
      if (at.kind === "task" && this.#isOwn(at.executionArn)) {
        const { state, iteration: item, taskId } = at;
        return { state, item, taskId, commandId };
      }
      if (at.kind === "command") commandId = at.commandId;
      if (at.kind === "instance" && at.oneOf !== undefined) return this.targetOf(at.by) ?? this.#oneOf(at.oneOf);
    }
    return undefined;
  }

  /** Where all that it may have been were sent for one and the same. */
  #oneOf(commandIds: readonly string[]): Target | undefined {
    const [first, ...others] = commandIds.map((commandId) => {
      const target = this.targetOf(this.#sender.get(commandId));
      return target === undefined ? undefined : { ...target, commandId: target.commandId ?? commandId };
    });
    return others.every((other) => other?.taskId === first?.taskId) ? first : undefined;
  }
}
