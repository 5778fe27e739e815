import { optionalString, records, strings } from "../../wire/input.ts";
import type { Input, QueryService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { readFilters } from "./requests/filters.ts";
import { noSuchResource } from "./requests/no-such-resource.ts";
import { paged } from "./requests/paged.ts";
import type { Resource } from "./resources.ts";
import { readTags, refuseTooMany } from "./tags/read-tags.ts";

/** Tags of all that carry some. A call that names a resource that is not there changes none. */
export function tagOperations(all: () => readonly Resource[]): QueryService["operations"] {
  const chosen = (input: Input): readonly Resource[] => {
    const ids = strings(input, "ResourceId");
    if (ids.length === 0) {
      throw new ServiceError("MissingParameter", "The request must contain the parameter resourceIdSet");
    }
    const known = all();
    return ids.map((id) => {
      const found = known.find((resource) => resource.id === id);
      if (found === undefined) throw noSuchResource(id);
      return found;
    });
  };
  return {
    CreateTags: async (input) => {
      const tags = readTags(records(input, "Tag"));
      if (tags.size === 0) throw new ServiceError("MissingParameter", "The request must contain the parameter tagSet");
      const found = chosen(input);
      for (const resource of found) refuseTooMany(new Map([...resource.tags, ...tags]));
      for (const resource of found) {
        for (const [key, value] of tags) resource.tags.set(key, value);
        resource.changed();
      }
      return { return: true };
    },
    DeleteTags: async (input) => {
      const asked = records(input, "Tag");
      for (const resource of chosen(input)) {
        for (const key of unwanted(resource.tags, asked)) resource.tags.delete(key);
        resource.changed();
      }
      return { return: true };
    },
    DescribeTags: async (input) => {
      const matches = readFilters(input, "tags");
      const found = all().flatMap(({ id, type, tags }) =>
        [...tags]
          .filter(([key, value]) =>
            matches({ "resource-id": id, "resource-type": type, key, value }, new Map([[key, value]])),
          )
          .map(([key, value]) => ({ resourceId: id, resourceType: type, key, value })),
      );
      const { items, next } = paged(input, found);
      return { tagSet: items, nextToken: next };
    },
  };
}

/** Those of the key, and of the value if one is given; all of the user's own when none is named (botocore 1.43 model of DeleteTags, 2026-11). */
function unwanted(tags: ReadonlyMap<string, string>, asked: readonly Input[]): readonly string[] {
  if (asked.length === 0) return [...tags.keys()].filter((key) => !key.startsWith("aws:"));
  return asked.flatMap((tag) => {
    const key = optionalString(tag, "Key") ?? "";
    const value = optionalString(tag, "Value");
    return tags.has(key) && (value === undefined || tags.get(key) === value) ? [key] : [];
  });
}
