import { optionalString, records } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

/** Tags by the type of resource that they are for. */
export type TagsByType = ReadonlyMap<string, ReadonlyMap<string, string>>;

const MOST_TAGS = 50;

/** EC2's limits: 50 tags, keys of 128, values of 256 characters, none that begins with aws: (Using_Tags, 2023). */
export function readTags(list: readonly Input[]): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of list) {
    const key = optionalString(tag, "Key") ?? "";
    const value = optionalString(tag, "Value") ?? "";
    if (key === "") throw new ServiceError("InvalidParameterValue", "Tag key cannot be empty.");
    if (key.length > 128)
      throw new ServiceError("InvalidParameterValue", `Tag key exceeds the maximum length of 128 characters`);
    if (value.length > 256)
      throw new ServiceError("InvalidParameterValue", "Tag value exceeds the maximum length of 256 characters");
    if (/^aws:/i.test(key)) {
      throw new ServiceError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
    }
    if (tags.has(key)) throw new ServiceError("InvalidParameterValue", `Duplicate tag key '${key}' specified.`);
    tags.set(key, value);
  }
  refuseTooMany(tags);
  return tags;
}

export function refuseTooMany(tags: ReadonlyMap<string, string>): void {
  const own = [...tags.keys()].filter((key) => !key.startsWith("aws:"));
  if (own.length > MOST_TAGS)
    throw new ServiceError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
}

export function readTagSpecifications(input: Input, types: readonly string[]): TagsByType {
  const tags = new Map<string, ReadonlyMap<string, string>>();
  for (const specification of records(input, "TagSpecification")) {
    const type = optionalString(specification, "ResourceType") ?? "";
    if (!types.includes(type)) {
      throw new ServiceError(
        "InvalidParameterValue",
        `'${type}' is not a valid taggable resource type for this operation.`,
      );
    }
    if (tags.has(type)) {
      throw new ServiceError(
        "InvalidParameterValue",
        `There are multiple tag specifications for the resource type '${type}'.`,
      );
    }
    tags.set(type, readTags(records(specification, "Tag")));
  }
  return tags;
}

/** The tags of both by type; where a key is in both the later one wins. */
export function addTags(tags: TagsByType, more: TagsByType): TagsByType {
  const all = new Map(tags);
  for (const [type, added] of more) all.set(type, new Map([...(all.get(type) ?? []), ...added]));
  return all;
}
