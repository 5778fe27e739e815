import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { optionalNumber, optionalString, page, requiredString } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { LogBook, LogGroup, LogStream } from "./log-book.ts";

export function findGroup(book: LogBook, input: Input): readonly [string, LogGroup] {
  const name = optionalString(input, "logGroupName") ?? nameIn(requiredString(input, "logGroupIdentifier"));
  const group = book.groups.get(name);
  if (group !== undefined) return [name, group];
  throw new ServiceError("ResourceNotFoundException", "The specified log group does not exist.");
}

export function findStream(book: LogBook, input: Input): readonly [string, string, LogStream] {
  const [group, { streams }] = findGroup(book, input);
  const name = requiredString(input, "logStreamName");
  const stream = streams.get(name);
  if (stream !== undefined) return [group, name, stream];
  throw new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
}

export function groupArn(part: Part, group: string): string {
  return arnOf(part, "logs", `log-group:${group}`);
}

/** The group of an ARN, with or without the `:*` behind it, or of a name. */
export function nameIn(identifier: string): string {
  return /:log-group:([^:*]+)/.exec(identifier)?.[1] ?? identifier;
}

export function invalid(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}

/** A number within what the service allows, in its words (recorded). */
export function limitOf(input: Input, most: number, otherwise: number = most): number {
  const limit = optionalNumber(input, "limit") ?? otherwise;
  if (limit >= 1 && limit <= most) return limit;
  const side = limit < 1 ? "greater than or equal to 1" : `less than or equal to ${most}`;
  throw invalid(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value ${side}`,
  );
}

export function listed<Item>(
  input: Input,
  name: string,
  found: readonly Item[],
  shape: (item: Item) => object,
): object {
  const { items, next } = page(found, limitOf(input, 50), pageToken(input));
  return { [name]: items.map((item) => shape(item)), ...(next === undefined ? {} : { nextToken: next }) };
}

/** A token that this service gave out. */
export function pageToken(input: Input): string | undefined {
  const token = optionalString(input, "nextToken");
  if (token === undefined || /^\d+$/.test(Buffer.from(token, "base64url").toString())) return token;
  throw invalid("The specified nextToken is invalid.");
}
