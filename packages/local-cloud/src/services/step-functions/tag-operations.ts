import { optionalString, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Store } from "./store.ts";

export function tagOperations(store: Store): JsonService["operations"] {
  return {
    TagResource: async (input) => {
      const tags = tagsOf(store, input);
      for (const [key, value] of readTags(input)) tags.set(key, value);
      store.tags.set(requiredString(input, "resourceArn"), tags);
      return {};
    },
    UntagResource: async (input) => {
      const tags = tagsOf(store, input);
      for (const key of strings(input, "tagKeys")) tags.delete(key);
      store.tags.set(requiredString(input, "resourceArn"), tags);
      return {};
    },
    ListTagsForResource: async (input) => ({
      tags: [...tagsOf(store, input)].map(([key, value]) => ({ key, value })),
    }),
  };
}

export function readTags(input: Input): Map<string, string> {
  return new Map(
    records(input, "tags").map((tag) => [requiredString(tag, "key"), optionalString(tag, "value") ?? ""] as const),
  );
}

function tagsOf(store: Store, input: Input): Map<string, string> {
  const arn = requiredString(input, "resourceArn");
  const tags = store.tags.get(arn);
  if (tags === undefined) throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`);
  return tags;
}
