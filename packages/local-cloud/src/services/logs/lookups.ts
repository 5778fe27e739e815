import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { optionalNumber, optionalString, requiredString } from "../../wire/input.ts";
import { listed as ofList, type Page, pageOf } from "../../wire/pages.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { LogBook, LogGroup, LogStream } from "./log-book.ts";

export function findGroup(book: LogBook, input: Input): readonly [string, LogGroup] {
  if (input["logGroupName"] !== undefined && input["logGroupIdentifier"] !== undefined) {
    const words = "LogGroup name and LogGroup ARN are mutually exclusive parameters.";
    throw new ServiceError("ValidationException", words);
  }
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

export function listed<Item>(
  input: Input,
  name: string,
  found: readonly Item[],
  shape: (item: Item) => object,
): object {
  const { items, next } = paged(input, found, 50);
  return { [name]: items.map((item) => shape(item)), ...(next === undefined ? {} : { nextToken: next }) };
}

/** A token goes on with the list that gave it. */
export function paged<Item>(input: Input, found: readonly Item[], most: number): Page<Item> {
  const size = optionalNumber(input, "limit") ?? most;
  const page = pageOf(found, { size, token: optionalString(input, "nextToken"), of: ofList(input) });
  if (page === undefined) throw invalid("The specified nextToken is invalid.");
  return page;
}
