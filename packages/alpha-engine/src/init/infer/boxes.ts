import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { isObject, textOf } from "@alpha-engine/definition/tree";

import type { Asked, Studied } from "./study.ts";
import { Things } from "./things.ts";

/** A long-lived machine that commands are sent to. */
export interface Box {
  /** The id by which states name it, where they do. */
  instanceId: string | undefined;
  readonly tags: Map<string, string>;
  isStopped: boolean;
  /** Where in the input it is named. */
  readonly keys: string[];
}

/** What is sent to machines, or asked of them. */
const TO_MACHINES =
  /^(?:ssm:(?:sendCommand|getCommandInvocation|listCommandInvocations)|ec2:(?:start|stop|reboot|describe)Instances?(?:Status)?) .*InstanceIds?\b/;

/** The machines that a definition's commands go to: by the input, by tags, by their ids. */
export function boxesOf({ invented, asked }: Studied, boxes: Things<Box>): void {
  for (const { keys, given, readBy } of invented.inputFields) {
    const names = keys.filter((key) => key !== "[]");
    if (names.length === 0 || !given.some((place) => TO_MACHINES.test(place))) continue;
    const name = boxName(names.at(-1) ?? "box");
    for (const state of readBy) {
      const box = boxes.at(name, state, () => ({
        instanceId: undefined,
        tags: new Map(),
        isStopped: false,
        keys: [...names],
      }));
      box.isStopped ||= isStarted(invented.outcome?.entered ?? [], asked, readBy);
    }
  }
  const targets = asked.filter(({ call }) => call.service === "ssm" && call.action === "sendCommand");
  for (const { state, parameters } of targets) {
    byTags(parameters["Targets"], state.path, boxes);
    byIds(parameters["InstanceIds"], state.path, boxes);
  }
  for (const { state, call, parameters } of asked)
    if (call.service === "ec2") {
      byTags(parameters["Filters"], state.path, boxes);
      byIds(parameters["InstanceIds"], state.path, boxes);
    }
  if (boxes.size === 0 && targets.length > 0)
    boxes.at("box", targets[0]?.state.path ?? "", () => ({
      instanceId: undefined,
      tags: new Map(),
      isStopped: false,
      keys: [],
    }));
}

/** `ec2_instance_id` is the box `ec2`. */
function boxName(key: string): string {
  return key.replace(/(?:^|[_-])instance[_-]?ids?$|InstanceIds?$/i, "").replaceAll(/[^\w-]/g, "") || "box";
}

/** Whether it is started by one of these states before anything is sent to it. */
function isStarted(entered: readonly string[], asked: readonly Asked[], states: readonly string[]): boolean {
  const mine = asked.filter(({ state }) => states.includes(state.path));
  const order = (action: string): number => {
    const places = mine.filter(({ call }) => call.action === action).map(({ state }) => entered.indexOf(state.path));
    return Math.min(...places.map((place) => (place < 0 ? Number.POSITIVE_INFINITY : place)), Number.POSITIVE_INFINITY);
  };
  const started = order("startInstances");
  return started < Number.POSITIVE_INFINITY && started < order("sendCommand") && started < order("stopInstances");
}

/** `Targets` of a command, `Filters` of a question. */
function byTags(value: JsonValue | undefined, state: string, boxes: Things<Box>): void {
  const tags = new Map<string, string>();
  for (const each of Array.isArray(value) ? (value as readonly JsonValue[]) : []) {
    if (!isObject(each)) continue;
    const key = textOf(each["Key"] ?? each["Name"]);
    const [first] = Array.isArray(each["Values"]) ? (each["Values"] as readonly JsonValue[]) : [];
    if (typeof first !== "string") continue;
    if (key === "InstanceIds" || key === "instance-id") byIds([first], state, boxes);
    else if (key.startsWith("tag:")) tags.set(key.slice(4), first);
  }
  if (tags.size === 0) return;
  const name =
    [...tags.values()]
      .join("-")
      .replaceAll(/[^\w-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "box";
  const box = boxes.at(name, state, () => ({ instanceId: undefined, tags: new Map(), isStopped: false, keys: [] }));
  for (const [key, tag] of tags) box.tags.set(key, tag);
}

/** Ids that are written down, or that a task answers with. */
function byIds(value: JsonValue | undefined, state: string, boxes: Things<Box>): void {
  for (const id of typeof value === "string" ? [value] : Array.isArray(value) ? (value as readonly JsonValue[]) : []) {
    if (typeof id !== "string" || !/^i-[\da-f]{8,17}$/.test(id)) continue;
    const known = boxes.entries.find(([, { of }]) => of.instanceId === id || (of.keys.length > 0 && id === MADE_UP));
    const name = known?.[0] ?? (id === MADE_UP ? "box" : id);
    boxes.at(name, state, () => ({ instanceId: id, tags: new Map(), isStopped: false, keys: [] }));
  }
}

/** The id that is made up for whatever names an instance. */
export const MADE_UP = "i-0123456789abcdef0";

/** An input in which boxes and topics stand for what they become. */
export function withPlaces(input: JsonObject, boxes: Things<Box>, topics: ReadonlyMap<string, string>): JsonObject {
  const byKeys = new Map(
    boxes.entries.flatMap(([name, { of }]) => (of.keys.length === 0 ? [] : [[of.keys.join("\n"), name] as const])),
  );
  const filled = (value: JsonValue, keys: readonly string[]): JsonValue => {
    const box = byKeys.get(keys.join("\n"));
    if (box !== undefined && typeof value === "string" && /^i-[\da-f]{8,17}$/.test(value)) return `\${boxes.${box}}`;
    if (typeof value === "string") return topics.has(value) ? `\${topics.${topics.get(value) ?? ""}}` : value;
    if (Array.isArray(value)) return (value as readonly JsonValue[]).map((item) => filled(item, keys));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, [...keys, key])]));
  };
  return filled(input, []) as JsonObject;
}
