import type { InterpretOptions, JsonValue, MapRunLimits, MapRunNews } from "@alpha-engine/asl";

import type { Part } from "../../cloud/part.ts";
import { type Execution, keepEvent, type MapRun, type Store } from "./store.ts";

/** The runs of distributed Maps that are under way, and what sets other limits for them. [documentation: UpdateMapRun, 2026-11] */
export type RunningMaps = Map<string, (limits: Partial<MapRunLimits>) => void>;

type OnMapRun = NonNullable<InterpretOptions["onMapRun"]>;

/** Keeps what becomes of an execution's Map Runs, and their children as executions of their own. */
export function mapRunKeeper(store: Store, context: Part, parent: Execution, running: RunningMaps): OnMapRun {
  const indices = new Map<string, number>();
  return (news, update) => {
    const now = context.clock.now();
    if (news.what === "child-event") {
      const child = store.children.get(news.executionArn);
      child?.history.push(news.event);
      if (child !== undefined) keepEvent(context.journal, child.arn, news.event);
      return;
    }
    if (news.what === "run-started") store.mapRuns.set(news.mapRunArn, begun(news, now));
    const run = store.mapRuns.get(news.mapRunArn);
    if (run === undefined) return;
    if (news.what === "run-started" || news.what === "run-redriven")
      running.set(run.arn, (limits) => update(run.arn, limits));
    if (news.what === "children-known") run.items = news.items;
    if (news.what === "run-redriven") redriven(run, now);
    if (news.what === "child-started") indices.set(news.executionArn, news.index);
    if ("executionArn" in news && news.what !== "run-started") onChild(store, { run, parent, indices, now }, news);
    if (news.what === "run-ended") {
      running.delete(run.arn);
      Object.assign(run, { status: news.status, stoppedAt: now });
      store.mapRuns.set(run.arn, run);
    }
  };
}

/** What was under way when the execution ended is aborted with it. */
export function endMapRuns(store: Store, { journal, clock }: Part, parent: Execution, running: RunningMaps): void {
  const runs = [...store.mapRuns.values()].filter(({ status }) => status === "RUNNING");
  const owners = new Set([parent.arn]);
  for (const run of runs) {
    if (!owners.has(run.executionArn)) continue;
    running.delete(run.arn);
    for (const child of store.children.values()) {
      if (child.mapRunArn !== run.arn || child.status !== "RUNNING") continue;
      owners.add(child.arn);
      const last = child.history.at(-1)?.id ?? 0;
      const timestamp = new Date(clock.now()).toISOString();
      const event = { id: last + 1, previousEventId: last, type: "ExecutionAborted", timestamp };
      child.history.push(event);
      keepEvent(journal, child.arn, event);
      store.children.set(child.arn, Object.assign(child, { status: "ABORTED", stoppedAt: clock.now() }));
    }
    for (const [index, status] of Object.entries(run.children))
      if (status === "RUNNING") run.children[Number(index)] = "ABORTED";
    store.mapRuns.set(run.arn, Object.assign(run, { status: "ABORTED", stoppedAt: clock.now() }));
  }
}

function begun(news: Extract<MapRunNews, { what: "run-started" }>, now: number): MapRun {
  const { what: _, mapRunArn: arn, ...told } = news;
  return { arn, ...told, startedAt: now, status: "RUNNING", items: [], children: {}, redriveCount: 0 };
}

function redriven(run: MapRun, now: number): void {
  run.status = "RUNNING";
  run.redriveCount += 1;
  run.redrivenAt = now;
  delete run.stoppedAt;
}

interface Where {
  readonly run: MapRun;
  readonly parent: Execution;
  readonly indices: ReadonlyMap<string, number>;
  readonly now: number;
}

type ChildNews = Extract<MapRunNews, { what: "child-started" | "child-redriven" | "child-ended" }>;

function onChild(store: Store, { run, parent, indices, now }: Where, news: ChildNews): void {
  const { executionArn } = news;
  const index = indices.get(executionArn) ?? Object.keys(run.children).length;
  if (news.what === "child-started") {
    run.children[index] = "RUNNING";
    if (run.childType === "EXPRESS") return;
    store.children.set(executionArn, childOf(run, parent, news, now));
    return;
  }
  run.children[index] = news.what === "child-ended" ? news.status : "RUNNING";
  const child = store.children.get(executionArn);
  if (child === undefined) return;
  if (news.what === "child-redriven") {
    Object.assign(child, { status: "RUNNING", redrivenAt: now, redriveCount: (child.redriveCount ?? 0) + 1 });
    delete child.stoppedAt;
    delete child.error;
    delete child.cause;
  } else {
    const { what: _, mapRunArn: __, executionArn: ___, ...end } = news;
    Object.assign(child, { ...end, stoppedAt: now });
  }
  store.children.set(executionArn, child);
}

function childOf(
  run: MapRun,
  parent: Execution,
  { executionArn, name, input, index }: Extract<MapRunNews, { what: "child-started" }>,
  now: number,
): Execution {
  return {
    arn: executionArn,
    name,
    stateMachine: { ...parent.stateMachine, arn: run.stateMachineArn },
    mapRunArn: run.arn,
    itemCount: run.items[index] ?? 1,
    input,
    parsedInput: JSON.parse(input) as JsonValue,
    startedAt: now,
    history: [],
    abort: parent.abort,
    done: parent.done,
    status: "RUNNING",
  };
}
