import { invalid } from "../sns-error.ts";
import { checkPolicy, isEither, isObject } from "./check-policy.ts";
import { jsonFault } from "./json-fault.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
type Conditions = readonly Json[];

/** Keys that hold conditions, or, for bodies, further keys; `$or` holds policies of which one must match. */
export interface FilterPolicy {
  readonly [key: string]: Conditions | FilterPolicy;
}

const MOST_KEYS = 5;
const MOST_COMBINATIONS = 150;

/** Source: documentation of subscription filter policies and their constraints, 2026-11. */
export function readFilterPolicy(text: string, scope: string): FilterPolicy {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalid(`FilterPolicy: failed to parse JSON.${jsonFault(text)}`);
  }
  if (!isObject(policy)) throw invalid("FilterPolicy: failed to parse JSON.");
  checkPolicy(policy);
  if (scope !== "MessageBody" && isNested(policy)) {
    throw invalid("Filter policy scope MessageAttributes does not support nested filter policy");
  }
  if (keysOf(policy) > MOST_KEYS) {
    throw invalid(`FilterPolicy: Filter policy can not have more than ${MOST_KEYS} keys`);
  }
  if (combinationsOf(policy, 1) > MOST_COMBINATIONS) throw invalid("FilterPolicy: Filter policy is too complex");
  return policy as FilterPolicy;
}

type Policy = Readonly<Record<string, unknown>>;

function isNested(policy: Policy): boolean {
  return Object.entries(policy).some(([name, value]) =>
    isEither(name, value) ? value.some((each) => isNested(each as Policy)) : isObject(value),
  );
}

/** Of keys within keys only the outer ones count. */
function keysOf(policy: Policy): number {
  return Object.entries(policy).reduce(
    (sum, [name, value]) =>
      sum + (isEither(name, value) ? value.reduce((more, each) => more + keysOf(each as Policy), 0) : 1),
    0,
  );
}

/** Every value counts as often as its key is deep; what must hold together multiplies, what is an alternative adds up. */
function combinationsOf(policy: Policy, depth: number): number {
  return Object.entries(policy).reduce((product, [name, value]) => {
    if (isEither(name, value)) {
      return product * value.reduce((sum, each) => sum + combinationsOf(each as Policy, depth), 0);
    }
    if (Array.isArray(value)) return product * value.length * depth;
    return product * combinationsOf(value as Policy, depth + 1);
  }, 1);
}
