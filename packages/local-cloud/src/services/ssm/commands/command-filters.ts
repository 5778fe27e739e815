import { records, requiredString } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { Command } from "./command.ts";

type Test = (command: Command, status: string) => boolean;

const STATUSES: readonly string[] =
  "Pending InProgress Delayed Success Cancelled Failed TimedOut Cancelling Undeliverable Terminated".split(" ");

/**
 * `Filters` of ListCommands and ListCommandInvocations, each key once (botocore 1.43 model of CommandFilter, 2026-11).
 * That a value out of a key's range is refused, and not met by nothing, is an inference (2026-11).
 */
export function commandFilters(input: Input): Test {
  const filters = records(input, "Filters").map((filter) => ({
    key: requiredString(filter, "key"),
    value: requiredString(filter, "value"),
  }));
  const repeated = filters.find(({ key }, index) => filters.findIndex((each) => each.key === key) !== index);
  if (repeated !== undefined) {
    throw new ServiceError("InvalidFilterKey", `The filter key ${repeated.key} is given more than once.`);
  }
  const tests = filters.map(({ key, value }) => readFilter(key, value));
  return (command, status) => tests.every((test) => test(command, status));
}

function readFilter(key: string, value: string): Test {
  switch (key) {
    case "Status":
      if (!STATUSES.includes(value)) throw invalid(key, value);
      return (_, status) => status === value;
    case "DocumentName":
      return ({ documentName }) => documentName === value;
    case "ExecutionStage":
      if (value !== "Executing" && value !== "Complete") throw invalid(key, value);
      return (_, status) => OPEN.includes(status) === (value === "Executing");
    case "InvokedAfter":
    case "InvokedBefore": {
      const at = Date.parse(value);
      if (!/^\d{4}-\d\d-\d\dT/.test(value) || Number.isNaN(at)) throw invalid(key, value);
      return ({ requestedAt }) => (key === "InvokedAfter" ? requestedAt >= at : requestedAt < at);
    }
    default:
      throw new ServiceError("InvalidFilterKey", "");
  }
}

const OPEN: readonly string[] = ["Pending", "InProgress", "Delayed", "Cancelling"];

function invalid(key: string, value: string): ServiceError {
  return new ServiceError("ValidationException", `The value ${value} is not valid for the filter ${key}.`);
}
