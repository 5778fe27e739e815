import { optionalString, records } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { refused } from "./sqs-error.ts";

/** The entries of a batch, each with an id of its own. */
export function readBatch(input: Input, entryName: string): readonly Input[] {
  const entries = records(input, "Entries");
  if (entries.length === 0) {
    throw refused("EmptyBatchRequest", `There should be at least one ${entryName} in the request.`);
  }
  if (entries.length > 10) {
    const text = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw refused("TooManyEntriesInBatchRequest", text);
  }
  const ids = entries.map((entry) => optionalString(entry, "Id") ?? "");
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    const text =
      "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
    throw refused("InvalidBatchEntryId", text);
  }
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw refused("BatchEntryIdsNotDistinct", `Id ${repeated} repeated.`);
  return entries;
}

/** What became of each, those that went well apart from those that did not. */
export function eachOf(entries: readonly Input[], act: (entry: Input) => object): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const entry of entries) {
    const Id = optionalString(entry, "Id") ?? "";
    try {
      Successful.push({ Id, ...act(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { code, queryCode, message, statusCode } = error;
      Failed.push({ Id, Code: queryCode ?? code, Message: message, SenderFault: statusCode < 500 });
    }
  }
  return {
    ...(Successful.length > 0 ? { Successful } : {}),
    ...(Failed.length > 0 ? { Failed } : {}),
  };
}
