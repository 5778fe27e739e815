import { records, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../../wire/service-error.ts";
import { type FilteredList, isFilterOf } from "./filter-names.ts";
import { parameter } from "./parameters.ts";

/** What a resource offers to filters: by filter name, its values. */
export type Filterable = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Values of all filters of a request together (EC2 API's list of error codes, FilterLimitExceeded, 2023). */
const MOST_VALUES = 200;

/**
 * All filters of the request must match, each by any of its values; `*` and `?` are wildcards. A name that AWS's list has
 * not is refused, whether there is anything to filter or not; one that is only not here is told apart (2026-11).
 */
export function readFilters(
  input: Input,
  list: FilteredList,
): (fields: Filterable, tags: ReadonlyMap<string, string>) => boolean {
  const filters = records(input, "Filter").map((filter) => ({
    name: parameter(filter, "Name"),
    values: strings(filter, "Value").map(wildcard),
  }));
  const unknown = filters.find(({ name }) => !isFilterOf(list, name));
  if (unknown !== undefined) throw invalid(unknown.name);
  if (filters.flatMap(({ values }) => values).length > MOST_VALUES) {
    throw new ServiceError(
      "FilterLimitExceeded",
      `The maximum number of filter values specified on a single call is 200`,
    );
  }
  return (fields, tags) =>
    filters.every(({ name, values }) =>
      candidates(name, fields, tags).some((candidate) => values.some((value) => value.test(candidate))),
    );
}

/** What the request wants the field of that name to be. */
export function filterValues(input: Input, name: string): readonly string[] {
  return records(input, "Filter").flatMap((filter) => (filter["Name"] === name ? strings(filter, "Value") : []));
}

function candidates(name: string, fields: Filterable, tags: ReadonlyMap<string, string>): readonly string[] {
  if (name === "tag-key") return [...tags.keys()];
  if (name === "tag-value") return [...tags.values()];
  if (name.startsWith("tag:")) return [tags.get(name.slice(4))].filter((value) => value !== undefined);
  if (!Object.hasOwn(fields, name)) {
    const { code, message } = invalid(name);
    throw new NotModelledError(code, message, 400, `the filter ${name}`);
  }
  const value = fields[name];
  return typeof value === "string" ? [value] : (value ?? []);
}

function invalid(name: string): ServiceError {
  return new ServiceError("InvalidParameterValue", `The filter '${name}' is invalid`);
}

function wildcard(value: string): RegExp {
  const pattern = value
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "s");
}
