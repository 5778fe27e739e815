import { callOf, callsIn, routeOf } from "@alpha-engine/definition/data-flow";
import { field, isObject, type Scope, type ServiceCall, type StateNode, textOf } from "@alpha-engine/definition/tree";

import { leavesIn } from "../../rule/leaves.ts";
import type { Rule } from "../../rule/rule.ts";

export const rule: Rule = {
  id: "lanes-write-same-place",
  severity: "warning",
  preset: "recommended",
  what: "Lanes that run side by side write the same object, or replace the same item, as nothing in its key tells one lane from another.",
  why: "The last one to come wins, and what the others wrote is gone; which one that is changes from run to run.",
  mend: "Put the item into the key ($$.Map.Item.Value, $$.Map.Item.Index, the branch's name), or write once behind the lanes.",
  known: "documentation: Map and Parallel states run concurrently; four lanes on one checkout (2026-06-18)",
  *check({ states, graph }) {
    for (const fan of states) {
      if (!graph.reachable.has(fan)) continue;
      const writes = fan.inner.flatMap((scope, lane) => writesIn(scope).map((write) => ({ ...write, lane })));
      if (fan.type === "Map" && fan.raw["MaxConcurrency"] !== 1) {
        for (const { state, key, place, pointer } of writes)
          if (!mayVary(key, fan))
            yield { message: `every item of ${fan.name} writes ${place}`, state, pointer, related: [fan] };
      } else if (fan.type === "Parallel") {
        for (const { state, key, place, pointer, lane } of writes) {
          const other = writes.find((one) => one.lane < lane && one.key.join() === key.join());
          if (other !== undefined)
            yield {
              message: `writes ${place}, as ${other.state.name} does beside it`,
              state,
              pointer,
              related: [fan, other.state],
            };
        }
      }
    }
  },
};

interface Write {
  readonly state: StateNode;
  /** What its place is made of: literals and expressions. */
  readonly key: readonly string[];
  readonly place: string;
  readonly pointer: string;
}

function writesIn({ states }: Scope): readonly Write[] {
  return [...states.values()].flatMap((state) => [...(writeOf(state) ?? []), ...state.inner.flatMap(writesIn)]);
}

function writeOf(state: StateNode): readonly Write[] | undefined {
  const { call } = state;
  const names = call === undefined ? undefined : replaced(call);
  if (call === undefined || names === undefined) return undefined;
  const fields = names.flatMap((name) => field(call.parameters, name) ?? []);
  const target = fields[1];
  if (target === undefined) return undefined;
  const key = fields
    .flatMap(({ key: name, value }) => leavesIn({ [name]: value }, ""))
    .map(({ text, computed }) => (computed ? text : JSON.stringify(text)));
  const place = isObject(target.value) ? `the same item of ${textOf(fields[0]?.value)}` : textOf(target.value);
  return [{ state, key, place, pointer: `${call.parametersPointer}/${target.key}` }];
}

/** The fields that say what a call replaces: an object of a bucket, an item, attributes of one that do not build on what is there. */
function replaced({ service, action, parameters }: ServiceCall): readonly string[] | undefined {
  if (service === "s3") return action === "putObject" || action === "copyObject" ? ["Bucket", "Key"] : undefined;
  if (service !== "dynamodb" || field(parameters, "ConditionExpression") !== undefined) return undefined;
  if (action === "putItem") return ["TableName", "Item"];
  const update = textOf(field(parameters, "UpdateExpression")?.value);
  const builds = /\b(?:ADD|DELETE)\b|[+-]|list_append|if_not_exists/i.test(update);
  return action === "updateItem" && /\bSET\b/i.test(update) && !builds
    ? ["TableName", "Key", "UpdateExpression", "ExpressionAttributeNames"]
    : undefined;
}

/** Whether something in a key may be another one for each item: all but the execution's own, and what is handed to every item alike. */
function mayVary(key: readonly string[], map: StateNode): boolean {
  return key.some((text) => {
    if (text.startsWith('"')) return false;
    if (/UUID|\$uuid|\$random|\$millis|\$now|MathRandom|Map\.Item|State\.EnteredTime|Task\.Token/.test(text))
      return true;
    if (text.startsWith("{%"))
      return /\$(?!states\.context\.(?:Execution|StateMachine)\b)\w+(?!\w*\()/.test(
        text.replace(/'[^']*'|"[^"]*"/g, ""),
      );
    return pathsOf(text).some((path) => {
      const route = routeOf(path);
      if (route?.root !== "input") return route?.root === "variable";
      return isOfItem(route.keys[0] ?? "", map);
    });
  });
}

function pathsOf(text: string): readonly string[] {
  const call = callOf(text);
  if (call === undefined) return [text];
  return callsIn(call).flatMap((one) =>
    one.arguments.flatMap((given) => (given.kind === "path" ? [given.path.text] : [])),
  );
}

function isOfItem(key: string, map: StateNode): boolean {
  const selector = map.raw["ItemSelector"] ?? map.raw["Parameters"];
  if (!isObject(selector)) return true;
  const given = field(selector, key);
  return given === undefined || /\$\$\.Map\b/.test(textOf(given.value));
}
