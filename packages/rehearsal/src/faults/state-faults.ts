import { toMilliseconds } from "@alpha-engine/dialect";
import type {
  AgentFault,
  Caller,
  CommandFault,
  CommandView,
  Faults,
  InvocationFault,
  LaunchFault,
  ObjectFault,
  RequestFault,
  RequestView,
  TaskFault,
  TaskView,
} from "@alpha-engine/local-cloud";

import type { Target } from "../history/owners.ts";
import {
  agentFault,
  commandFault,
  type CommandPlace,
  invocationFault,
  launchFault,
  objectFault,
  requestFault,
} from "./faults-of-cloud.ts";
import { type ReadKind, readKind } from "./read-kind.ts";
import { taskFault, type TaskKnown } from "./task-faults.ts";

/** A fault aimed at a state of the definition. */
export interface StateFault {
  readonly state: string;
  /** One of `faultKinds`, with what it takes: `fail`, `reclaim`, `exit:4`, `ssm:late:20m`, `api:throttle:s3:PutObject*3`, … */
  readonly kind: string;
  /** Of a state in a Map: the index of the one item that is meant. @default all of them */
  readonly item?: number | undefined;
}

/** A fault, and whether the run came by it. */
export interface InjectedFault extends StateFault {
  readonly injected: boolean;
  /** Where it met nothing: why. */
  readonly why?: string;
}

/** What is known of the run. */
export interface Following {
  readonly targetOf: (by: Caller | undefined) => Target | undefined;
  /** Whether a command is work of its state, and not its preparation. */
  readonly isWork: (command: CommandView) => boolean;
  readonly placeOf: (command: CommandView) => CommandPlace;
  /** In milliseconds, by the clock that the run has. */
  readonly now: () => number;
  readonly taskOf: (task: TaskView, state: string) => Pick<TaskKnown, "read" | "timeout">;
}

export interface FaultPlan {
  readonly faults: Faults;
  readonly report: () => readonly InjectedFault[];
}

interface Aimed {
  readonly fault: StateFault;
  readonly kind: ReadKind;
  /** How often it has struck; of requests, each operation by itself. */
  readonly struck: Map<string, number>;
  /** When something was first done for its state; what was asked for. */
  ranAt?: number;
  readonly asked: Set<string>;
  /** Why it has changed nothing although it was there. */
  unchanged?: string;
}

/** Turns faults on states into the cloud's faults on what is done for their sake. */
export function planFaults(
  wanted: readonly StateFault[],
  { targetOf, isWork, placeOf, taskOf, now }: Following,
  onInjected: (fault: StateFault) => void,
): FaultPlan {
  const plan = wanted.map((fault): Aimed => {
    return { fault, kind: readKind(fault.kind), struck: new Map(), asked: new Set() };
  });
  const at = (by: Caller | undefined): { readonly target: Target | undefined; readonly aimed: readonly Aimed[] } => {
    const target = plan.length === 0 ? undefined : targetOf(by);
    const aimed = plan.filter(({ fault: { state, item } }) => {
      return state === target?.state && (item === undefined || item === target.item);
    });
    for (const each of aimed) each.ranAt ??= now();
    return { target, aimed };
  };
  const struckBy = ({ fault, struck }: Aimed, per: string): void => {
    struck.set(per, (struck.get(per) ?? 0) + 1);
    onInjected(fault);
  };
  /** The first of them that has something for this moment, and has not struck often enough. */
  const strike = <Fault>(
    aimed: readonly Aimed[],
    made: (kind: ReadKind) => Fault | undefined,
    per = "",
  ): Fault | undefined => {
    for (const each of aimed) {
      const one = (each.struck.get(per) ?? 0) < each.kind.times ? made(each.kind) : undefined;
      if (one === undefined) continue;
      struckBy(each, per);
      return one;
    }
    return undefined;
  };
  const faults: Faults = {
    command: (command): CommandFault | undefined => {
      const { aimed } = at(command.by);
      const place = placeOf(command);
      if (!isWork(command)) return undefined;
      const struck = aimed.filter(({ kind }) => commandFault(kind, place) !== undefined);
      const fault = strike(aimed, (kind) => commandFault(kind, place));
      const missed = (): void =>
        struck.slice(0, 1).forEach((each) => spared(each, `its command had ended before ${String(each.kind.at)}`));
      return fault?.at === undefined ? fault : { ...fault, missed };
    },
    task: (task): TaskFault | undefined => {
      const { target, aimed } = at(task.by);
      if (target === undefined) return undefined;
      return onTask(aimed, struckBy, (kind, onChanged) =>
        taskFault(kind, task, { ...taskOf(task, target.state), onChanged }),
      );
    },
    invocation: (_name, _event, by): InvocationFault | undefined => {
      const { target, aimed } = at(by);
      // What its commands call are no functions of its own.
      return target?.commandId === undefined ? strike(aimed, invocationFault) : undefined;
    },
    agent: ({ by }): AgentFault | undefined => strike(at(by).aimed, agentFault),
    launch: ({ by, lifecycle }): LaunchFault | undefined =>
      strike(at(by).aimed, (kind) => launchFault(kind, lifecycle)),
    object: (object): ObjectFault | undefined =>
      strike(at(object.by).aimed, (kind) => objectFault(kind, object), object.key),
    request: (request): RequestFault | undefined => {
      const { aimed } = at(request.by);
      const operation = nameOf(request);
      for (const { asked } of aimed) asked.add(operation);
      return strike(
        aimed.filter((each) => isTime(each, now())),
        (kind) => requestFault(kind, request),
        operation,
      );
    },
  };
  return {
    faults: plan.length === 0 ? {} : faults,
    report: () => plan.map(reported),
  };
}

/** The first fault on a task: one that changes its answer has struck when that is changed. */
function onTask(
  aimed: readonly Aimed[],
  struckBy: (each: Aimed, per: string) => void,
  made: (kind: ReadKind, onChanged: (unchanged?: string) => void) => TaskFault | undefined,
): TaskFault | undefined {
  for (const each of aimed) {
    const times = each.struck.get("") ?? 0;
    const strikes = (unchanged?: string): void => {
      if (unchanged === undefined) struckBy(each, "");
      else each.unchanged = unchanged;
    };
    const fault = times < each.kind.times ? made(each.kind, strikes) : undefined;
    if (fault?.kind === "error") strikes();
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** It was to strike, and came too late for that. */
function spared(each: Aimed, why: string): void {
  each.struck.delete("");
  each.unchanged = why;
}

function isTime({ kind, ranAt = 0 }: Aimed, now: number): boolean {
  return kind.at === undefined || kind.at === "after" || now - ranAt >= toMilliseconds(kind.at, "at");
}

function reported({ fault, struck, ranAt, asked, unchanged }: Aimed): InjectedFault {
  return struck.size > 0
    ? { ...fault, injected: true }
    : { ...fault, injected: false, why: unchanged ?? whyNot(ranAt !== undefined, asked) };
}

function nameOf({ service, operation }: RequestView): string {
  return `${service}:${operation}`;
}

function whyNot(ran: boolean, asked: ReadonlySet<string>): string {
  if (!ran) return "the run never came to its work";
  const what = asked.size === 0 ? "nothing of the cloud" : [...asked].join(", ");
  return `its work was done, and nothing in it was of that kind (it asked for ${what})`;
}
