import type { Clock } from "@alpha-engine/asl";

import { optionalNumber, optionalString, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { NotModelledError } from "../../wire/service-error.ts";
import type { LogBook, LogEvent, LogGroup, LogStream } from "./log-book.ts";
import { findGroup, findStream, invalid, paged } from "./lookups.ts";
import { rejected, sorted } from "./write-limits.ts";

/** What is written and read. */
export function eventOperations(book: LogBook, clock: Clock): JsonService["operations"] {
  return {
    PutLogEvents: async (input) => {
      const [group, stream] = findStream(book, input);
      const events = sorted(
        records(input, "logEvents").map((event) => ({
          timestamp: optionalNumber(event, "timestamp") ?? 0,
          message: requiredString(event, "message"),
        })),
      );
      const { accepted, info } = rejected(events, clock.now(), book.groups.get(group)?.retentionInDays);
      if (accepted.length > 0) book.append(group, stream, accepted);
      return { nextSequenceToken: "0", ...(info === undefined ? {} : { rejectedLogEventsInfo: info }) };
    },
    GetLogEvents: async (input) => getLogEvents(findStream(book, input)[2], input),
    FilterLogEvents: async (input) => filterLogEvents(findGroup(book, input)[1], input),
  };
}

/**
 * Tokens lead forwards and backwards for ever: at an end the same one comes back. Without `startFromHead` the latest
 * page comes first. Source: documentation of GetLogEvents, 2026-11.
 */
function getLogEvents({ events }: LogStream, input: Input): object {
  const within = events.filter((event) => inTime(event, input));
  const limit = optionalNumber(input, "limit") ?? 10_000;
  const token = optionalString(input, "nextToken");
  if (token !== undefined && !/^[fb]\/\d+$/.test(token)) throw invalid("The specified nextToken is invalid.");
  const [direction, at] = (token ?? "").split("/");
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

/** All streams together, by time. */
function filterLogEvents({ streams }: LogGroup, input: Input): object {
  const names = strings(input, "logStreamNames");
  const prefix = optionalString(input, "logStreamNamePrefix");
  if (names.length > 0 && prefix !== undefined) {
    throw invalid("The logStreamNames and logStreamNamePrefix parameters are mutually exclusive.");
  }
  const holds = readPattern(optionalString(input, "filterPattern") ?? "");
  const found = [...streams]
    .filter(([name]) => (names.length === 0 || names.includes(name)) && name.startsWith(prefix ?? ""))
    .flatMap(([name, { events }]) =>
      events.map((event, index) => ({ logStreamName: name, eventId: `${name}:${index}`, ...event })),
    )
    .filter((event) => inTime(event, input) && holds(event.message))
    .toSorted((a, b) => a.timestamp - b.timestamp);
  const { items, next } = paged(input, found, 10_000);
  return { events: items, searchedLogStreams: [], ...(next === undefined ? {} : { nextToken: next }) };
}

/** Words that must all be in the message, quoted or not, or, behind a minus, must not; `?` makes one of several enough. */
function readPattern(pattern: string): (message: string) => boolean {
  if (/^\s*[{[%]/.test(pattern)) {
    const text = "Patterns for JSON, for fields and by regular expression are not offered by this local cloud.";
    throw new NotModelledError("InvalidParameterException", text);
  }
  const terms = [...pattern.matchAll(/([?-]?)(?:"([^"]*)"|(\S+))/g)].map(([, sign = "", quoted, word]) => ({
    sign,
    text: quoted ?? word ?? "",
  }));
  const some = terms.filter(({ sign }) => sign === "?");
  return (message) =>
    terms.every(({ sign, text }) => sign === "?" || message.includes(text) === (sign === "")) &&
    (some.length === 0 || some.some(({ text }) => message.includes(text)));
}

function inTime({ timestamp }: LogEvent, input: Input): boolean {
  return (
    timestamp >= (optionalNumber(input, "startTime") ?? 0) && timestamp < (optionalNumber(input, "endTime") ?? Infinity)
  );
}
