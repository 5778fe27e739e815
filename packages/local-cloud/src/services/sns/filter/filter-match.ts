import { BlockList, isIP } from "node:net";

import type { FilterPolicy, Json } from "./filter-policy.ts";

/** Whether a message may pass; `content` is its attributes, or its body. */
export function passes(policy: FilterPolicy, content: Readonly<Record<string, Json>>): boolean {
  return Object.entries(policy).every(([key, wanted]) => {
    if (key === "$or" && Array.isArray(wanted)) {
      return wanted.some((each) => passes(each as FilterPolicy, content));
    }
    const has = valueOf(content, key);
    return Array.isArray(wanted) ? someCondition(wanted, has) : within(wanted as FilterPolicy, has);
  });
}

/** A key that is not there by its whole name is one within another by each of its dots: SNS lays bodies flat (recorded, 2026). */
function valueOf(content: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(content)) {
    const found = content.map((each: Json) => valueOf(each, key)).filter((each) => each !== undefined);
    return found.length === 0 ? undefined : found.flat();
  }
  if (typeof content !== "object" || content === null) return undefined;
  const fields = content as Readonly<Record<string, Json>>;
  if (Object.hasOwn(fields, key)) return fields[key];
  for (let dot = key.indexOf("."); dot > 0; dot = key.indexOf(".", dot + 1)) {
    const found = valueOf(
      Object.hasOwn(fields, key.slice(0, dot)) ? fields[key.slice(0, dot)] : undefined,
      key.slice(dot + 1),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A list of objects matches where one of them does. */
function within(policy: FilterPolicy, has: Json | undefined): boolean {
  const candidates = Array.isArray(has) ? has : [has];
  return candidates.some((each) => {
    const content = typeof each === "object" && each !== null && !Array.isArray(each) ? each : {};
    return passes(policy, content as Readonly<Record<string, Json>>);
  });
}

function someCondition(conditions: readonly Json[], has: Json | undefined): boolean {
  const values = Array.isArray(has) ? (has as readonly Json[]) : has === undefined ? [] : [has];
  return conditions.some((condition) => {
    if (typeof condition === "object" && condition !== null && "exists" in condition) {
      const isThere = has !== undefined;
      return condition.exists === isThere;
    }
    return values.some((value) => matches(condition, value));
  });
}

function matches(condition: Json, value: Json): boolean {
  if (typeof condition !== "object" || condition === null) return condition === value;
  const [[name, operand] = ["", null]] = Object.entries(condition);
  return OPERATORS[name]?.(operand, value) ?? false;
}

const OPERATORS: Readonly<Record<string, (operand: Json, value: Json) => boolean>> = {
  prefix: (operand, value) => text(value).startsWith(text(operand)) && isText(value),
  suffix: (operand, value) => text(value).endsWith(text(operand)) && isText(value),
  wildcard: (operand, value) => isText(value) && wildcard(text(operand)).test(value),
  "equals-ignore-case": (operand, value) => isText(value) && value.toLowerCase() === text(operand).toLowerCase(),
  numeric: (operand, value) => typeof value === "number" && inRange(operand as readonly (string | number)[], value),
  cidr: (operand, value) => isText(value) && inBlock(text(operand), value),
  "anything-but": (operand, value) => {
    const others = Array.isArray(operand) ? (operand as readonly Json[]) : [operand];
    return !others.some((other) => matches(other, value));
  },
};

function inRange(range: readonly (string | number)[], value: number): boolean {
  for (let at = 0; at + 1 < range.length; at += 2) {
    const limit = Number(range[at + 1]);
    const holds = {
      "=": value === limit,
      "<": value < limit,
      "<=": value <= limit,
      ">": value > limit,
      ">=": value >= limit,
    };
    if (!holds[range[at] as keyof typeof holds]) return false;
  }
  return true;
}

function inBlock(block: string, address: string): boolean {
  const [net = "", bits = ""] = block.split("/");
  const [netKind, kind] = [isIP(net), isIP(address)];
  if (netKind === 0 || netKind !== kind) return false;
  const list = new BlockList();
  const family = kind === 4 ? "ipv4" : "ipv6";
  list.addSubnet(net, bits === "" ? (kind === 4 ? 32 : 128) : Number(bits), family);
  return list.check(address, family);
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

function isText(value: Json): value is string {
  return typeof value === "string";
}

function text(value: Json): string {
  return isText(value) ? value : "";
}
