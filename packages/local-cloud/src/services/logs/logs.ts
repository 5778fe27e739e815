import type { Part } from "../../cloud/part.ts";
import { arnOf, type Place } from "../../cloud/place.ts";
import type { Service } from "../../cloud/service.ts";
import { optionalNumber, optionalString, page, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { createLogBook, type LogBook, type LogEvent, type LogGroup, type LogStream } from "./log-book.ts";

/** CloudWatch Logs: what the agent's live output is written to, and its readers read from. */
export function createLogs(part: Part): Service {
  const { clock, journal } = part;
  const book = createLogBook({ now: () => clock.now(), journal });
  return {
    json: { targetPrefix: "Logs_20140328", operations: logsOperations(book, part) },
    offers: { publishLog: (group, stream, lines) => book.publish(group, stream, lines) },
  };
}

function logsOperations(book: LogBook, place: Place): JsonService["operations"] {
  const arnOfGroup = (group: string): string => arnOf(place, "logs", `log-group:${group}`);
  return {
    CreateLogGroup: async (input) => created(book.createGroup(requiredString(input, "logGroupName")), "log group"),
    CreateLogStream: async (input) => {
      const [group] = findGroup(book, input);
      return created(book.createStream(group, requiredString(input, "logStreamName")), "log stream");
    },
    DeleteLogGroup: async (input) => {
      const [group] = findGroup(book, input);
      book.removeGroup(group);
      return {};
    },
    DeleteLogStream: async (input) => {
      const [group, stream] = findStream(book, input);
      book.removeStream(group, stream);
      return {};
    },
    PutLogEvents: async (input) => {
      const [group, stream] = findStream(book, input);
      const events = records(input, "logEvents").map((event) => ({
        timestamp: optionalNumber(event, "timestamp") ?? 0,
        message: requiredString(event, "message"),
      }));
      if (events.some(({ timestamp }, index) => timestamp < (events[index - 1]?.timestamp ?? 0))) {
        const text = "Log events in a single PutLogEvents request must be in chronological order.";
        throw new ServiceError("InvalidParameterException", text);
      }
      book.append(group, stream, events);
      return { nextSequenceToken: "0" };
    },
    GetLogEvents: async (input) => getLogEvents(findStream(book, input)[2], input),
    FilterLogEvents: async (input) => filterLogEvents(findGroup(book, input)[1], input),
    DescribeLogGroups: async (input) => {
      const prefix = optionalString(input, "logGroupNamePrefix") ?? "";
      const found = [...book.groups].filter(([name]) => name.startsWith(prefix));
      return listed(input, "logGroups", found, ([name, group]) => ({
        logGroupName: name,
        creationTime: group.createdAt,
        arn: `${arnOfGroup(name)}:*`,
        storedBytes: 0,
      }));
    },
    DescribeLogStreams: async (input) => {
      const [name, group] = findGroup(book, input);
      const prefix = optionalString(input, "logStreamNamePrefix") ?? "";
      const found = [...group.streams].filter(([stream]) => stream.startsWith(prefix));
      const ordered = found.toSorted(([a], [b]) => (a < b ? -1 : 1));
      return listed(input, "logStreams", ordered, ([stream, { createdAt, events }]) => ({
        logStreamName: stream,
        creationTime: createdAt,
        firstEventTimestamp: events[0]?.timestamp,
        lastEventTimestamp: events.at(-1)?.timestamp,
        lastIngestionTime: events.at(-1)?.ingestionTime,
        arn: `${arnOfGroup(name)}:log-stream:${stream}`,
        storedBytes: 0,
      }));
    },
  };
}

function created(isNew: boolean, what: string): object {
  if (isNew) return {};
  throw new ServiceError("ResourceAlreadyExistsException", `The specified ${what} already exists`);
}

function findGroup({ groups }: LogBook, input: Input): readonly [string, LogGroup] {
  const name =
    optionalString(input, "logGroupName") ?? requiredString(input, "logGroupIdentifier").split(":").at(-1) ?? "";
  const group = groups.get(name);
  if (group !== undefined) return [name, group];
  throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
}

function findStream(book: LogBook, input: Input): readonly [string, string, LogStream] {
  const [group, { streams }] = findGroup(book, input);
  const name = requiredString(input, "logStreamName");
  const stream = streams.get(name);
  if (stream !== undefined) return [group, name, stream];
  throw new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
}

/**
 * Tokens lead forwards and backwards for ever: at an end the same one comes back. Without `startFromHead` the latest
 * page comes first. Source: documentation of GetLogEvents, 2026-11.
 */
function getLogEvents({ events }: LogStream, input: Input): object {
  const within = events.filter((event) => inTime(event, input));
  const limit = optionalNumber(input, "limit") ?? 10_000;
  const [direction, at] = (optionalString(input, "nextToken") ?? "").split("/");
  const head = input["startFromHead"] === true;
  const from =
    direction === "f"
      ? Number(at)
      : direction === "b"
        ? Math.max(0, Number(at) - limit)
        : head
          ? 0
          : Math.max(0, within.length - limit);
  const to = direction === "b" ? Number(at) : Math.min(within.length, from + limit);
  return {
    events: within.slice(from, to),
    nextForwardToken: `f/${to}`,
    nextBackwardToken: `b/${from}`,
  };
}

/** All streams together, by time; a pattern here is words that must all be in the message, in quotes or not. */
function filterLogEvents({ streams }: LogGroup, input: Input): object {
  const names = strings(input, "logStreamNames");
  const prefix = optionalString(input, "logStreamNamePrefix") ?? "";
  const terms = [...(optionalString(input, "filterPattern") ?? "").matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, word]) => quoted ?? word ?? "",
  );
  const found = [...streams]
    .filter(([name]) => (names.length === 0 || names.includes(name)) && name.startsWith(prefix))
    .flatMap(([name, { events }]) =>
      events.map((event, index) => ({ logStreamName: name, eventId: `${name}:${index}`, ...event })),
    )
    .filter((event) => inTime(event, input) && terms.every((term) => event.message.includes(term)))
    .toSorted((a, b) => a.timestamp - b.timestamp);
  const { items, next } = page(found, optionalNumber(input, "limit") ?? 10_000, optionalString(input, "nextToken"));
  return { events: items, searchedLogStreams: [], ...(next === undefined ? {} : { nextToken: next }) };
}

function inTime({ timestamp }: LogEvent, input: Input): boolean {
  return (
    timestamp >= (optionalNumber(input, "startTime") ?? 0) && timestamp < (optionalNumber(input, "endTime") ?? Infinity)
  );
}

function listed<Item>(input: Input, name: string, found: readonly Item[], shape: (item: Item) => object): object {
  const { items, next } = page(found, optionalNumber(input, "limit") ?? 50, optionalString(input, "nextToken"));
  return { [name]: items.map((item) => shape(item)), ...(next === undefined ? {} : { nextToken: next }) };
}
