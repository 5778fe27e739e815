import { records, requiredString } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { Command } from "./command.ts";

/** `Filters` of ListCommands and ListCommandInvocations (botocore 1.43 model of CommandFilter, 2026-11). */
export function commandFilters(input: Input): (command: Command, status: string) => boolean {
  const filters = records(input, "Filters").map((filter) => ({
    key: requiredString(filter, "key"),
    value: requiredString(filter, "value"),
  }));
  return (command, status) =>
    filters.every(({ key, value }) => {
      if (key === "Status") return status === value;
      if (key === "DocumentName") return command.documentName === value;
      if (key === "InvokedAfter") return command.requestedAt >= Date.parse(value);
      if (key === "InvokedBefore") return command.requestedAt < Date.parse(value);
      throw new ServiceError("InvalidFilterKey", `The filter ${key} is not supported here`);
    });
}
