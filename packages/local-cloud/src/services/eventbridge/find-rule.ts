import { optionalNumber, optionalString, requiredString } from "../../wire/input.ts";
import { listed, type Page, pageOf } from "../../wire/pages.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Rule } from "./rule.ts";

/** The rule that `field` names. In the words of moto and LocalStack, which took them from AWS (2025). */
export function findRule(rules: ReadonlyMap<string, Rule>, input: Input, field: "Name" | "Rule"): Rule {
  checkBus(input);
  const name = requiredString(input, field);
  const found = rules.get(name);
  if (found !== undefined) return found;
  throw new ServiceError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus default.`);
}

/** The default bus is the only one. */
export function checkBus(input: Input): void {
  const bus = optionalString(input, "EventBusName") ?? "default";
  if (bus === "default" || bus.endsWith(":event-bus/default")) return;
  throw new ServiceError("ResourceNotFoundException", `Event bus ${bus} does not exist.`);
}

/** A hundred at a time, or fewer. A token goes on with the list that gave it; the words that refuse another are an inference. */
export function paged<Item>(input: Input, found: readonly Item[]): Page<Item> {
  const size = optionalNumber(input, "Limit") ?? 100;
  const page = pageOf(found, { size, token: optionalString(input, "NextToken"), of: listed(input) });
  if (page !== undefined) return page;
  throw new ServiceError("ValidationException", "Parameter NextToken is not valid.");
}
