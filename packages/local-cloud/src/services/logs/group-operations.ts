import type { Part } from "../../cloud/part.ts";
import { optionalNumber, optionalString, record, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { LogBook, LogGroup } from "./log-book.ts";
import { findGroup, groupArn, invalid, listed, nameIn } from "./lookups.ts";

/** What is done to log groups. */
export function groupOperations(book: LogBook, part: Part): JsonService["operations"] {
  const tagged = (input: Input): readonly [string, LogGroup] =>
    findGroup(book, { logGroupName: nameIn(requiredString(input, "resourceArn")) });
  const tag = ([name, group]: readonly [string, LogGroup], added: Readonly<Record<string, string>>): object => {
    const tags = { ...group.tags, ...added };
    if (Object.keys(tags).length > 50) throw invalid("The maximum number of tags of a resource is 50.");
    book.changeGroup(name, { tags });
    return {};
  };
  const untag = ([name, group]: readonly [string, LogGroup], keys: readonly string[]): object => {
    book.changeGroup(name, {
      tags: Object.fromEntries(Object.entries(group.tags).filter(([key]) => !keys.includes(key))),
    });
    return {};
  };
  return {
    CreateLogGroup: async (input) => {
      const name = requiredString(input, "logGroupName");
      checkLength(name);
      if (!book.createGroup(name, { tags: texts(input, "tags") })) {
        throw new ServiceError("ResourceAlreadyExistsException", "The specified log group already exists");
      }
      return {};
    },
    DeleteLogGroup: async (input) => {
      const [group] = findGroup(book, input);
      book.removeGroup(group);
      return {};
    },
    DescribeLogGroups: async (input) =>
      listed(input, "logGroups", matching(book, input), ([name, group]) => ({
        ...described(name, group, part),
        // Where it searches by pattern AWS leaves these out (recorded).
        ...(input["logGroupNamePattern"] === undefined ? { storedBytes: 0, deletionProtectionEnabled: false } : {}),
      })),
    ListLogGroups: async (input) =>
      listed(input, "logGroups", matching(book, input), ([name]) => ({
        logGroupName: name,
        logGroupArn: groupArn(part, name),
        logGroupClass: "STANDARD",
      })),
    PutRetentionPolicy: async (input) => {
      const [name] = findGroup(book, input);
      const days = optionalNumber(input, "retentionInDays") ?? 0;
      if (!RETENTIONS.includes(days))
        throw invalid(`The retention must be one of ${RETENTIONS.join(", ")} days, not ${days}`);
      book.changeGroup(name, { retentionInDays: days });
      return {};
    },
    DeleteRetentionPolicy: async (input) => {
      book.changeGroup(findGroup(book, input)[0], { retentionInDays: undefined });
      return {};
    },
    TagLogGroup: async (input) => tag(findGroup(book, input), texts(input, "tags")),
    UntagLogGroup: async (input) => untag(findGroup(book, input), strings(input, "tags")),
    ListTagsLogGroup: async (input) => ({ tags: findGroup(book, input)[1].tags }),
    TagResource: async (input) => tag(tagged(input), texts(input, "tags")),
    UntagResource: async (input) => untag(tagged(input), strings(input, "tagKeys")),
    ListTagsForResource: async (input) => ({ tags: tagged(input)[1].tags }),
  };
}

/** Source: documentation of PutRetentionPolicy, 2026-11. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export function checkLength(name: string): void {
  if (name.length > 512)
    throw invalid("Invalid LogGroup or LogStream, both must have length less than or equal to 512.");
}

/** By how a name begins, or by what is in it whatever its case: one of the two. */
function matching(book: LogBook, input: Input): readonly (readonly [string, LogGroup])[] {
  const prefix = optionalString(input, "logGroupNamePrefix");
  const pattern = optionalString(input, "logGroupNamePattern");
  if (prefix !== undefined && pattern !== undefined) {
    throw invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  }
  const found = [...book.groups].filter(
    ([name]) => name.startsWith(prefix ?? "") && name.toLowerCase().includes((pattern ?? "").toLowerCase()),
  );
  return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function described(name: string, { createdAt, retentionInDays }: LogGroup, part: Part): object {
  const arn = groupArn(part, name);
  return {
    logGroupName: name,
    creationTime: createdAt,
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupClass: "STANDARD",
    logGroupArn: arn,
    ...(retentionInDays === undefined ? {} : { retentionInDays }),
  };
}

function texts(input: Input, name: string): Readonly<Record<string, string>> {
  return record(input, name) as Record<string, string>;
}
