import { optionalString, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Rule } from "./rule.ts";

export function ruleTagOperations(rules: Map<string, Rule>): JsonService["operations"] {
  const find = (input: Input): Rule => {
    const arn = requiredString(input, "ResourceARN");
    const found = [...rules.values()].find((rule) => rule.arn === arn);
    if (found !== undefined) return found;
    const bus = /:event-bus\/(.+)$/.exec(arn)?.[1];
    if (bus !== undefined) throw new ServiceError("ResourceNotFoundException", `Event bus ${bus} does not exist.`);
    throw new ServiceError(
      "ResourceNotFoundException",
      `Rule ${arn.split("/").at(-1)} does not exist on EventBus default.`,
    );
  };
  return {
    TagResource: async (input) => {
      const rule = find(input);
      rules.set(rule.name, { ...rule, tags: { ...rule.tags, ...readTags(input) } });
      return {};
    },
    UntagResource: async (input) => {
      const rule = find(input);
      const gone = strings(input, "TagKeys");
      const tags = Object.entries(rule.tags).filter(([key]) => !gone.includes(key));
      rules.set(rule.name, { ...rule, tags: Object.fromEntries(tags) });
      return {};
    },
    ListTagsForResource: async (input) => ({
      Tags: Object.entries(find(input).tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

export function readTags(input: Input): Readonly<Record<string, string>> {
  return Object.fromEntries(
    records(input, "Tags").map((tag) => [requiredString(tag, "Key"), optionalString(tag, "Value") ?? ""]),
  );
}
