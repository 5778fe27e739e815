import { optionalString, records, requiredString, strings } from "../../../wire/input.ts";
import type { Input, JsonService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { ParameterStore } from "./parameter-store.ts";
import type { Parameter } from "./parameter.ts";

const MOST_TAGS = 50;

/** Tags of parameters; nothing else here has any (botocore 1.43 model of AddTagsToResource, 2026-11). */
export function tagOperations(store: ParameterStore): JsonService["operations"] {
  return {
    AddTagsToResource: async (input) => {
      const parameter = tagged(store, input);
      const added = records(input, "Tags").map(
        (tag) => [requiredString(tag, "Key"), optionalString(tag, "Value") ?? ""] as const,
      );
      const tags = new Map([...parameter.tags, ...added]);
      if (tags.size > MOST_TAGS) {
        throw new ServiceError("TooManyTagsError", `A resource can have at most ${MOST_TAGS} tags.`);
      }
      store.change({ ...parameter, tags: [...tags] });
      return {};
    },
    RemoveTagsFromResource: async (input) => {
      const parameter = tagged(store, input);
      const gone = strings(input, "TagKeys");
      store.change({ ...parameter, tags: parameter.tags.filter(([key]) => !gone.includes(key)) });
      return {};
    },
    ListTagsForResource: async (input) => ({
      TagList: tagged(store, input).tags.map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

function tagged(store: ParameterStore, input: Input): Parameter {
  const id = requiredString(input, "ResourceId");
  const type = requiredString(input, "ResourceType");
  if (type !== "Parameter") {
    throw new ServiceError("InvalidResourceType", `${type} is not a resource type that has tags here.`);
  }
  const found = store.all().find(({ name }) => name === id);
  if (found !== undefined) return found;
  // As AWS says it, with the id and the type (moto's tests, 2026-08).
  throw new ServiceError(
    "InvalidResourceId",
    "The resource ID is not valid. Verify that you entered the correct ID and try again.",
  );
}
