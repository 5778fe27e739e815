import type { CloudEvent, CommandView, Connection } from "@alpha-engine/local-cloud";
import type { Fact, FactDetails, Origin, Owner } from "@alpha-engine/run-record";

import type { Target } from "../history/owners.ts";
import { type HistoryEventLike, HistoryReader, type StateRun } from "../history/state-runs.ts";

/** For whose sake something was asked. */
type TargetOf = (by: CommandView["by"]) => Target | undefined;

/** Says what happens in a cloud as facts of a run. */
export class EventTeller {
  readonly #targetOf: TargetOf;
  readonly #from: Origin | undefined;
  readonly #histories = new Map<string, Visits>();

  /** `from` is where all is from; where it is not given, the histories' are from there, and all else was observed. */
  constructor(targetOf: TargetOf, from?: Origin) {
    this.#targetOf = targetOf;
    this.#from = from;
  }

  factsOf(event: CloudEvent): readonly Fact[] {
    const details = this.#detailsOf(event);
    if (details === undefined) return [];
    const from = this.#from ?? (event.type === "history" ? "history" : "observed");
    return [{ ...details, from, at: new Date(event.at).toISOString() }];
  }

  #detailsOf(event: CloudEvent): FactDetails | undefined {
    switch (event.type) {
      case "history":
        return this.#visits(event.executionArn).factOf(event.event as unknown as HistoryEventLike);
      case "state-failed": {
        const { state, executionArn, error, cause, leadsTo, iteration: item = null } = event;
        const why = { error: error ?? null, cause: cause ?? null, leadsTo };
        return { ...NO_VISIT, type: "state", phase: "failed", executionArn, state, item, ...why };
      }
      case "task":
        return attemptOf(event);
      case "command-status":
        return commandOf(event.command, this.#ownerOf(event.command.by));
      case "instance-state": {
        const { instanceId, state, instanceType, availabilityZone, lifecycle, stateReason, spotStatus, by } =
          event.instance;
        const what = { instanceId, phase: state, instanceType, availabilityZone, lifecycle };
        const why = { stateReason: stateReason ?? null, spotStatus: spotStatus ?? null };
        return { type: "instance", ...what, ...why, owner: this.#ownerOf(by) };
      }
      case "object": {
        const { bucket, key, size, by } = event;
        return { type: "object", bucket, key, bytes: size, owner: this.#ownerOf(by) };
      }
      case "function-invoked": {
        const { functionName, durationMs, errorType, by } = event;
        return { type: "function", functionName, durationMs, errorType: errorType ?? null, owner: this.#ownerOf(by) };
      }
      case "notification": {
        const { topicArn, subject, message, by } = event;
        return { type: "notification", topicArn, subject, message, owner: this.#ownerOf(by) };
      }
      case "not-modelled": {
        const { asked, why, executionArn, state, by } = event;
        const of = executionArn === undefined ? null : (state ?? "");
        return { type: "not-modelled", state: of, asked, why, owner: this.#ownerOf(by) };
      }
      case "connection": {
        const { protocol, outcome, instanceId, command, by } = event;
        const what = { destination: destinationOf(event), protocol, outcome, instanceId, command: command ?? null };
        return { type: "connection", ...what, owner: this.#ownerOf(by) };
      }
      case "remote-login": {
        const { program, instanceId, to, user, command = "", exitCode, by } = event;
        const outcome = exitCode === 255 ? "failed" : "reached";
        const words = program === "scp" ? command : `${program} ${command}`.trimEnd();
        const what = { destination: `${user}@${to}`, protocol: "ssh", outcome, instanceId, command: words } as const;
        return { type: "connection", ...what, owner: this.#ownerOf(by) };
      }
      default:
        return undefined;
    }
  }

  #visits(executionArn: string): Visits {
    const visits = this.#histories.get(executionArn) ?? new Visits(executionArn);
    this.#histories.set(executionArn, visits);
    return visits;
  }

  #ownerOf(by: CommandView["by"]): Owner | null {
    const target = this.#targetOf(by);
    if (target === undefined) return null;
    const { state, item = null, taskId, commandId = null } = target;
    return { state, item, attempt: taskId, commandId };
  }
}

const NO_VISIT = { visit: null, event: null, itemInput: null, input: null, output: null } as const;

/** The visits of the states of one execution, told from its history. */
export class Visits {
  readonly #executionArn: string;
  readonly #reader = new HistoryReader();
  readonly #ids = new Map<StateRun, number>();
  /** By the iteration's line of states. */
  readonly #itemInputs = new Map<string, string | null>();

  constructor(executionArn: string) {
    this.#executionArn = executionArn;
  }

  /** `undefined` for an event that is neither the beginning nor the end of a visit. */
  factOf(event: HistoryEventLike): FactDetails | undefined {
    const run = this.#reader.push(event);
    const { stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
    if (run === undefined) return undefined;
    if (entered !== undefined) this.#ids.set(run, event.id);
    const { thread, item = null } = run;
    if (entered !== undefined && !this.#itemInputs.has(thread)) this.#itemInputs.set(thread, entered.input ?? null);
    const told = {
      executionArn: this.#executionArn,
      state: run.name,
      visit: this.#ids.get(run) ?? null,
      event: event.id,
      item,
      itemInput: item === null ? null : (this.#itemInputs.get(thread) ?? null),
    };
    const rest = { type: "state", error: null, cause: null, leadsTo: null } as const;
    if (entered !== undefined)
      return { ...rest, ...told, phase: "entered", input: entered.input ?? null, output: null };
    if (exited !== undefined) return { ...rest, ...told, phase: "exited", input: null, output: exited.output ?? null };
    return undefined;
  }
}

function attemptOf(event: CloudEvent & { type: "task" }): FactDetails {
  const { phase, executionArn, state, id, attempt, iteration = null, resource, parameters, standIn = null } = event;
  return {
    type: "attempt",
    phase,
    executionArn,
    state,
    id,
    retry: attempt,
    item: iteration,
    resource,
    parameters: phase === "scheduled" ? parameters : null,
    output: "output" in event ? event.output : null,
    error: "error" in event ? event.error : null,
    cause: "cause" in event ? event.cause : null,
    standIn,
  };
}

const ENDED = new Set<CommandView["status"]>(["Success", "Failed", "TimedOut", "Cancelled"]);

function commandOf(command: CommandView, owner: Owner | null): FactDetails {
  const { commandId, instanceId, comment, status, statusDetails, responseCode } = command;
  const code = ENDED.has(status) ? responseCode : null;
  const how = { status, statusDetails, responseCode: code, folder: null };
  return { type: "command", commandId, instanceId, comment: comment === "" ? null : comment, ...how, owner };
}

function destinationOf({ name, address, port }: Connection): string {
  return `${name ?? address}${port === undefined ? "" : `:${port}`}`;
}
