import type { Part } from "../../cloud/part.ts";
import { optionalString, requiredString } from "../../wire/input.ts";
import type { JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { checkLength } from "./group-operations.ts";
import type { LogBook, LogStream } from "./log-book.ts";
import { findGroup, findStream, groupArn, invalid, listed } from "./lookups.ts";

/** What is done to log streams. */
export function streamOperations(book: LogBook, part: Part): JsonService["operations"] {
  return {
    CreateLogStream: async (input) => {
      const [group] = findGroup(book, input);
      const name = requiredString(input, "logStreamName");
      checkLength(name);
      if (!book.createStream(group, name)) {
        throw new ServiceError("ResourceAlreadyExistsException", "The specified log stream already exists");
      }
      return {};
    },
    DeleteLogStream: async (input) => {
      const [group, stream] = findStream(book, input);
      book.removeStream(group, stream);
      return {};
    },
    DescribeLogStreams: async (input) => {
      const [group, { streams }] = findGroup(book, input);
      const prefix = optionalString(input, "logStreamNamePrefix");
      const byTime = optionalString(input, "orderBy") === "LastEventTime";
      if (byTime && prefix !== undefined) throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
      const found = [...streams].filter(([name]) => name.startsWith(prefix ?? ""));
      const ordered = found.toSorted(([a, one], [b, other]) => (byTime ? lastOf(one) - lastOf(other) : a < b ? -1 : 1));
      if (input["descending"] === true) ordered.reverse();
      return listed(input, "logStreams", ordered, ([name, stream]) => described(groupArn(part, group), name, stream));
    },
  };
}

function lastOf({ events, createdAt }: LogStream): number {
  return events.at(-1)?.timestamp ?? createdAt;
}

function described(arn: string, name: string, { createdAt, events }: LogStream): object {
  return {
    logStreamName: name,
    creationTime: createdAt,
    firstEventTimestamp: events[0]?.timestamp,
    lastEventTimestamp: events.at(-1)?.timestamp,
    lastIngestionTime: events.at(-1)?.ingestionTime,
    arn: `${arn}:log-stream:${name}`,
    storedBytes: 0,
  };
}
