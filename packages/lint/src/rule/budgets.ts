import { parametersOf } from "@alpha-engine/definition";
import type { StateNode } from "@alpha-engine/definition/tree";

/** How long SSM lets a state's script run, in seconds; undefined where the state sends none or the value is computed. */
export function executionTimeout({ raw, call }: StateNode): number | undefined {
  if (call?.service !== "ssm" || call.action !== "sendCommand") return undefined;
  const given = parametersOf(raw)["executionTimeout"];
  const seconds = Number(Array.isArray(given) ? given[0] : given);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** How long SSM may take to hand a command over, in seconds. */
export function deliveryTimeout({ call }: StateNode): number | undefined {
  const given = call?.parameters["TimeoutSeconds"];
  return typeof given === "number" ? given : undefined;
}
