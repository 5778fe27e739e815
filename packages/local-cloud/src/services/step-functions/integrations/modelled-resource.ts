import { nearest } from "@alpha-engine/dialect";

import { actionOf } from "../../../cloud/stand-in.ts";
import { OPERATIONS } from "./answered-operations.ts";
import { OPTIMISED, type Service, SERVICES } from "./services.ts";

/** Whether this cloud does what a task's resource names; `unknown` where that is not said: it holds a substitution. */
export type ResourceAnswer =
  | { readonly is: "modelled" }
  | { readonly is: "unknown"; readonly why: string }
  | {
      readonly is: "not-modelled";
      readonly why: string;
      /** The modelled resource that was probably meant. */
      readonly nearest?: string;
    };

/** A resource as far as its words say what to call. */
export type ResourceCall =
  | { readonly kind: "function"; readonly name: string }
  | { readonly kind: "sdk" | "optimised"; readonly service: string; readonly action: string }
  | { readonly kind: "activity" }
  | { readonly kind: "other" };

/** Reads a task's resource; a token to wait for belongs to the call, a `.sync` names another integration. */
export function readResource(resource: string): ResourceCall {
  const name = /^arn:[^:]*:lambda:[^:]*:[^:]*:function:([^:]+)/.exec(resource)?.[1];
  if (name !== undefined) return { kind: "function", name };
  if (/^arn:[^:]*:states:[^:]*:[^:]*:activity:/.test(resource)) return { kind: "activity" };
  const words = /^arn:[^:]*:states:::(.*)$/.exec(resource.replace(/\.waitForTaskToken$/, ""))?.[1]?.split(":") ?? [];
  const [first = "", second = "", ...rest] = words;
  if (first === "aws-sdk") return { kind: "sdk", service: second, action: rest.join(":") };
  if (first === "" || second === "") return { kind: "other" };
  return { kind: "optimised", service: first, action: [second, ...rest].join(":") };
}

/**
 * Whether a task with this `Resource` finds in a local cloud what it names. No cloud is needed for it, and the tasks of one
 * ask the same.
 *
 * @param functions The names of those that are given to the cloud.
 *
 * @example
 * ```ts example
 * import { modelledResource } from "@alpha-engine/local-cloud/models";
 *
 * console.log(modelledResource("arn:aws:states:::aws-sdk:ssm:sendComand"));
 * console.log(modelledResource("arn:aws:lambda:us-east-1:000000000000:function:grade", ["grade"]));
 * ```
 * ```text output
 * {
 *   is: 'not-modelled',
 *   why: 'this cloud does not model it',
 *   nearest: 'aws-sdk:ssm:sendCommand'
 * }
 * { is: 'modelled' }
 * ```
 */
export function modelledResource(resource: string, functions: readonly string[] = []): ResourceAnswer {
  if (resource.includes("${")) return { is: "unknown", why: "it holds a substitution" };
  const call = readResource(resource);
  if (isModelled(call, functions)) return { is: "modelled" };
  const why = call.kind === "function" ? "no function of this name is given" : "this cloud does not model it";
  const guess = call.kind === "function" ? nearest(call.name, functions) : guessed(resource);
  return { is: "not-modelled", why, ...(guess === undefined ? {} : { nearest: guess }) };
}

function isModelled(call: ResourceCall, functions: readonly string[]): boolean {
  if (call.kind === "activity") return true;
  if (call.kind === "other") return false;
  if (call.kind === "function") return functions.includes(call.name);
  if (call.kind === "optimised") return OPTIMISED.has(`${call.service}:${call.action}`);
  const service = Object.hasOwn(SERVICES, call.service) ? SERVICES[call.service] : undefined;
  return service !== undefined && operationsOf(service).has(nameOf(call.action));
}

function operationsOf({ endpoint, signingName = endpoint.toLowerCase() }: Service): ReadonlySet<string> {
  return OPERATIONS.get(signingName) ?? new Set();
}

/** The SDK's command of an action. */
function nameOf(action: string): string {
  return `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
}

/** Among all that is modelled, the nearest by service and action, written as a task's resource without its beginning. */
function guessed(resource: string): string | undefined {
  const all = Object.entries(SERVICES).flatMap(([name, service]) =>
    [...operationsOf(service)].map((action) => `${name}:${action.charAt(0).toLowerCase()}${action.slice(1)}`),
  );
  const short = nearest(actionOf(resource), [...OPTIMISED, ...all]);
  if (short === undefined) return undefined;
  return OPTIMISED.has(short) ? short : `aws-sdk:${short}`;
}
