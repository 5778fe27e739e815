import { type JsonValue, TaskFailure, type TaskRequest } from "@alpha-engine/asl";

import { standInKey, type StandIns } from "../../../cloud/stand-in.ts";

/** Answers a task that something stands in for; `undefined` for any other. */
export function standInFor(standIns: StandIns): (request: TaskRequest) => Promise<JsonValue> | undefined {
  const asked = new Map<string, number>();
  return (request) => {
    const key = standInKey(standIns, request);
    const standIn = key === undefined ? undefined : standIns[key];
    if (key === undefined || standIn === undefined) return undefined;
    const before = asked.get(key) ?? 0;
    asked.set(key, before + 1);
    return answered(standIn, before, request);
  };
}

async function answered(standIn: StandIns[string], before: number, request: TaskRequest): Promise<JsonValue> {
  if (typeof standIn === "function") return await standIn(request);
  if ("throws" in standIn) throw new TaskFailure(standIn.throws.error, standIn.throws.cause);
  if ("answer" in standIn) return standIn.answer;
  return standIn.answers[Math.min(before, standIn.answers.length - 1)] ?? null;
}
