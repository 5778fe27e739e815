import { optionalString, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { Store } from "./store.ts";

/** [documentation: quotas, 2026-11] */
const MOST_TAGS = 50;

export function tagOperations(store: Store): JsonService["operations"] {
  return {
    TagResource: async (input) => {
      const tags = tagsOf(store, input);
      const added = readTags(input);
      const together = new Map([...tags, ...added]);
      if (together.size > MOST_TAGS) throw tooMany(requiredString(input, "resourceArn"));
      store.tags.set(requiredString(input, "resourceArn"), together);
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
  const tags = new Map(
    records(input, "tags").map((tag) => [requiredString(tag, "key"), optionalString(tag, "value") ?? ""] as const),
  );
  if (tags.size > MOST_TAGS) throw tooMany(optionalString(input, "name") ?? "");
  return tags;
}

/** [documentation: quotas, 2026-11; the words: inference] */
function tooMany(resource: string): ServiceError {
  return new ServiceError("TooManyTags", `Too many tags: '${resource}' can have ${MOST_TAGS}`);
}

function tagsOf(store: Store, input: Input): Map<string, string> {
  const arn = requiredString(input, "resourceArn");
  if (!arn.startsWith("arn:")) throw new ServiceError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const tags = store.tags.get(arn);
  if (tags === undefined) throw new ServiceError("ResourceNotFound", `Resource not found: '${arn}'`);
  return tags;
}
