import { records, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { parameter } from "./parameters.ts";

/** What a resource offers to filters: by filter name, its values. */
export type Filterable = Readonly<Record<string, string | readonly string[] | undefined>>;

/** All filters of the request must match, each by any of its values; `*` and `?` are wildcards. */
export function readFilters(input: Input): (fields: Filterable, tags: ReadonlyMap<string, string>) => boolean {
  const filters = records(input, "Filter").map((filter) => ({
    name: parameter(filter, "Name"),
    values: strings(filter, "Value").map(wildcard),
  }));
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
    throw new ServiceError("InvalidParameterValue", `The filter '${name}' is invalid`);
  }
  const value = fields[name];
  return typeof value === "string" ? [value] : (value ?? []);
}

function wildcard(value: string): RegExp {
  const pattern = value
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "s");
}
