import { optionalString, records, requiredString, strings } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { refusePath } from "./parameter-name.ts";
import { latest, type Parameter } from "./parameter.ts";

type Test = (parameter: Parameter) => boolean;

/** Which keys GetParametersByPath takes (botocore 1.43 model of its ParameterFilters, 2026-11). */
export const BY_PATH: readonly string[] = ["Type", "KeyId", "Label"];
export const DESCRIBED: readonly string[] = ["Name", "Type", "KeyId", "Path", "Label", "Tier", "DataType"];

/**
 * `ParameterFilters`, and the older `Filters` of DescribeParameters. What is refused, and its words: moto's tests
 * against AWS (2026-08).
 */
export function parameterFilters(input: Input, keys: readonly string[]): Test {
  const filters = records(input, "ParameterFilters");
  const older = records(input, "Filters");
  if (filters.length > 0 && older.length > 0) {
    throw new ServiceError(
      "ValidationException",
      "You can use either Filters or ParameterFilters in a single request.",
    );
  }
  const said = new Set<string>();
  const tests = [...filters, ...older].map((filter) => {
    const key = requiredString(filter, "Key");
    const plain = key.startsWith("tag:") ? "tag" : key;
    if (!keys.includes(plain) && !(plain === "tag" && keys === DESCRIBED)) {
      throw invalid(
        "Key",
        `The following filter key is not valid: ${plain}. Valid filter keys include: [${keys.join(", ")}].`,
      );
    }
    if (said.has(key)) {
      throw invalid(
        "Key",
        `The following filter is duplicated in the request: ${key}. A request can contain only one occurrence of a specific filter.`,
      );
    }
    said.add(key);
    return readFilter(filter, key, older.length > 0);
  });
  return (parameter) => tests.every((test) => test(parameter));
}

function readFilter(filter: Input, key: string, older: boolean): Test {
  const values = strings(filter, "Values");
  const option = optionalString(filter, "Option") ?? (key === "Path" ? "OneLevel" : older ? "BeginsWith" : "Equals");
  const options = optionsOf(key);
  if (!options.includes(option)) {
    throw invalid(
      "Option",
      `The following filter option is not valid: ${option}. Valid options include: [${options.join(", ")}].`,
    );
  }
  if (key.startsWith("tag:")) {
    const name = key.slice(4);
    return ({ tags }) => tags.some(([tag, value]) => tag === name && (values.length === 0 || values.includes(value)));
  }
  if (values.length === 0) {
    throw invalid("Value", `The following filter values are missing : null for filter key ${key}`);
  }
  const known = {
    Type: ["String", "StringList", "SecureString"],
    Tier: ["Standard", "Advanced", "Intelligent-Tiering"],
  };
  const allowed = known[key as keyof typeof known];
  const wrong = allowed && values.find((value) => !allowed.includes(value));
  if (wrong !== undefined) {
    throw invalid(
      "Value",
      `The following filter value is not valid: ${wrong}. Valid values include: [${allowed?.join(", ")}]`,
    );
  }
  if (key === "Path") values.forEach(refusePath);
  return (parameter) => fieldsOf(parameter, key).some((field) => values.some((value) => holds(field, option, value)));
}

function optionsOf(key: string): readonly string[] {
  if (key === "Path") return ["Recursive", "OneLevel"];
  if (key === "Name") return ["BeginsWith", "Equals", "Contains"];
  return key.startsWith("tag:") || key === "Label" ? ["Equals"] : ["BeginsWith", "Equals"];
}

function fieldsOf(parameter: Parameter, key: string): readonly string[] {
  const { type, keyId, tier, dataType } = latest(parameter);
  if (key === "Name" || key === "Path") return [parameter.name];
  if (key === "Label") return parameter.versions.flatMap(({ labels }) => labels);
  return { Type: [type], KeyId: keyId === undefined ? [] : [keyId], Tier: [tier], DataType: [dataType] }[key] ?? [];
}

/** Whether a name is below a path, and no deeper than it may be. */
export function isBelow(name: string, path: string, recursive: boolean): boolean {
  const folder = path.replace(/\/?$/, "/");
  if (folder === "/" && !name.startsWith("/")) return recursive || !name.includes("/");
  return name.startsWith(folder) && (recursive || !name.slice(folder.length).includes("/"));
}

function holds(field: string, option: string, value: string): boolean {
  if (option === "Equals") return field === value || field === `/${value}` || `/${field}` === value;
  if (option === "BeginsWith") return field.startsWith(value) || field.startsWith(`/${value}`);
  if (option === "Contains") return field.includes(value);
  return isBelow(field, value, option === "Recursive");
}

function invalid(what: "Key" | "Option" | "Value", message: string): ServiceError {
  return new ServiceError(`InvalidFilter${what}`, message);
}
