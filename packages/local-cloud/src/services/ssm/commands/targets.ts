import type { ManagedNode } from "../../../cloud/nodes.ts";
import { optionalString, records, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

const FORMATS =
  'Targets must be specified in one of the following formats: 1) 1 target with "Key=InstanceIds" and "Values=" a list of up to 50 instance IDs, or 2) Up to 5 targets, each of which can be either "Key=tag:<key>,Values=<tag_values>" or "Key=tag-key,Values=<tag_keys>", and each with up to 5 unique tag keys/values.';

/**
 * The nodes that a command is for: by InstanceIds, or by Targets, of which all must hold. Sources: SSM user guide,
 * send-commands-multiple (2023-06); the formats are told so by Targets' validation (terraform-provider-aws#9188, 2019);
 * that both or neither is refused in these words is an inference (2026-11).
 */
export function readTargets(input: Input, accountId: string, managed: readonly ManagedNode[]): readonly ManagedNode[] {
  const ids = strings(input, "InstanceIds");
  const targets = records(input, "Targets").map((target) => ({
    key: optionalString(target, "Key") ?? "",
    values: strings(target, "Values"),
  }));
  if (ids.length > 0 === targets.length > 0) {
    throw invalid(`Exactly one of InstanceIds and Targets must be given, not ${ids.length > 0 ? "both" : "neither"}.`);
  }
  if (ids.length > 0) return named(ids, accountId, managed);
  const byId = targets.filter(({ key }) => key.toLowerCase() === "instanceids");
  if (byId.length > 1 || (byId.length === 1 && targets.length > 1)) throw invalid(FORMATS);
  if (byId[0] !== undefined) return named(byId[0].values, accountId, managed);
  const tests = targets.map(({ key, values }) => {
    if (values.length === 0) throw invalid(FORMATS);
    if (key === "tag-key") return ({ tags }: ManagedNode) => values.some((value) => Object.hasOwn(tags, value));
    if (!/^tag:./.test(key)) throw invalid(FORMATS);
    return ({ tags }: ManagedNode) => values.includes(tags[key.slice(4)] ?? "");
  });
  return managed.filter((node) => tests.every((test) => test(node)));
}

function named(ids: readonly string[], accountId: string, managed: readonly ManagedNode[]): readonly ManagedNode[] {
  if (new Set(ids).size < ids.length) throw new ServiceError("DuplicateInstanceId", "");
  const found = ids.flatMap((id) => managed.find(({ instanceId }) => instanceId === id) ?? []);
  if (found.length === ids.length) return found;
  // Not registered, shutting down, terminated, another region: one sentence for all (aws-sdk-js-v3#3676, 2022).
  const missing = ids.filter((id) => !found.some(({ instanceId }) => instanceId === id));
  const text = `Instances [[${missing.join(", ")}]] not in a valid state for account ${accountId}`;
  throw new ServiceError("InvalidInstanceId", text);
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}
