import type { Journal } from "../../../cloud/kept/journal.ts";
import { optionalNumber, optionalString, page, requiredString, strings } from "../../../wire/input.ts";
import type { Input, JsonService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modifiedAt: number;
}

export interface ParameterStore {
  readonly operations: JsonService["operations"];
  /** Fills in `{{ssm:name}}` as the agent does: String and StringList only (parameterstore.go, agent 3.3, 2024-10). */
  resolve(text: string): string;
}

export interface ParameterStoreOptions {
  readonly now: () => number;
  readonly region: string;
  readonly accountId: string;
  readonly journal: Journal;
}

export function createParameterStore({ now, region, accountId, journal }: ParameterStoreOptions): ParameterStore {
  const parameters = new Map<string, Parameter>(journal.read<Parameter>("parameter"));
  const shape = (parameter: Parameter, decrypt: boolean): object => ({
    Name: parameter.name,
    Type: parameter.type,
    Value: parameter.type === "SecureString" && !decrypt ? encrypted(parameter.value) : parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.modifiedAt / 1000,
    ARN: `arn:aws:ssm:${region}:${accountId}:parameter/${parameter.name.replace(/^\//, "")}`,
    DataType: "text",
  });
  const get = (name: string): Parameter => {
    const parameter = parameters.get(name);
    // The message is empty on the wire too.
    if (parameter === undefined) throw new ServiceError("ParameterNotFound", "");
    return parameter;
  };
  const put = (input: Input): object => {
    const name = requiredString(input, "Name");
    const old = parameters.get(name);
    if (old !== undefined && input["Overwrite"] !== true) {
      throw new ServiceError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    }
    const version = (old?.version ?? 0) + 1;
    const type = optionalString(input, "Type") ?? old?.type;
    if (type === undefined || !TYPES.includes(type)) throw new ServiceError("ValidationException", NO_TYPE);
    const parameter = { name, type, value: requiredString(input, "Value"), version, modifiedAt: now() };
    parameters.set(name, parameter);
    journal.put("parameter", name, parameter);
    return { Version: version, Tier: "Standard" };
  };
  const remove = (name: string): boolean => {
    journal.remove("parameter", name);
    return parameters.delete(name);
  };
  return {
    operations: {
      GetParameter: async (input) => ({
        Parameter: shape(get(requiredString(input, "Name")), input["WithDecryption"] === true),
      }),
      GetParameters: async (input) => {
        const names = strings(input, "Names");
        const found = names.flatMap((name) => parameters.get(name) ?? []);
        return {
          Parameters: found.map((parameter) => shape(parameter, input["WithDecryption"] === true)),
          InvalidParameters: names.filter((name) => !parameters.has(name)),
        };
      },
      PutParameter: async (input) => put(input),
      DeleteParameter: async (input) => {
        remove(get(requiredString(input, "Name")).name);
        return {};
      },
      DeleteParameters: async (input) => {
        const { deleted = [], missing = [] } = Object.groupBy(strings(input, "Names"), (name) =>
          remove(name) ? "deleted" : "missing",
        );
        return { DeletedParameters: deleted, InvalidParameters: missing };
      },
      GetParametersByPath: async (input) => {
        const path = requiredString(input, "Path").replace(/\/?$/, "/");
        const found = [...parameters.values()].filter(
          ({ name }) =>
            name.startsWith(path) && (input["Recursive"] === true || !name.slice(path.length).includes("/")),
        );
        const size = optionalNumber(input, "MaxResults") ?? 10;
        const { items, next } = page(found, size, optionalString(input, "NextToken"));
        return {
          Parameters: items.map((parameter) => shape(parameter, input["WithDecryption"] === true)),
          ...(next === undefined ? {} : { NextToken: next }),
        };
      },
    },
    resolve: (text) =>
      text.replaceAll(/\{\{\s*ssm:([\w./-]+)\s*\}\}/g, (_, name: string) => {
        const parameter = get(name);
        if (parameter.type !== "SecureString") return parameter.value;
        throw new Error(`Parameters [${name}] of type SecureString are not supported`);
      }),
  };
}

const TYPES: readonly string[] = ["String", "StringList", "SecureString"];
const NO_TYPE = "A parameter type is required when you create a parameter, one of [String, StringList, SecureString].";

function encrypted(value: string): string {
  return `AQICAH${Buffer.from(value).toString("base64").split("").reverse().join("")}`;
}
