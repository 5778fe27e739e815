import type { Part } from "../../../cloud/part.ts";
import { ServiceError } from "../../../wire/service-error.ts";

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly value: string;
  readonly version: number;
  readonly modifiedAt: number;
}

export interface NewParameter {
  readonly name: string;
  /** @default the type of the parameter that is there */
  readonly type: string | undefined;
  readonly value: string;
  readonly overwrite: boolean;
}

export interface ParameterStore {
  all(): readonly Parameter[];
  find(name: string): Parameter | undefined;
  /** Throws ParameterNotFound. */
  get(name: string): Parameter;
  put(parameter: NewParameter): Parameter;
  /** False when there was none. */
  remove(name: string): boolean;
  /** Fills in `{{ssm:name}}` as the agent does: String and StringList only (parameterstore.go, agent 3.3, 2024-10). */
  readonly resolve: (text: string) => string;
}

const TYPES: readonly string[] = ["String", "StringList", "SecureString"];
const NO_TYPE = "A parameter type is required when you create a parameter, one of [String, StringList, SecureString].";
const EXISTS =
  "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.";

export function createParameterStore({ clock, journal }: Pick<Part, "clock" | "journal">): ParameterStore {
  const parameters = new Map<string, Parameter>(journal.read<Parameter>("parameter"));
  const get = (name: string): Parameter => {
    const parameter = parameters.get(name);
    // The message is empty on the wire too.
    if (parameter === undefined) throw new ServiceError("ParameterNotFound", "");
    return parameter;
  };
  return {
    all: () => [...parameters.values()],
    find: (name) => parameters.get(name),
    get,
    put: ({ name, type: given, value, overwrite }) => {
      const old = parameters.get(name);
      if (old !== undefined && !overwrite) throw new ServiceError("ParameterAlreadyExists", EXISTS);
      const version = (old?.version ?? 0) + 1;
      const type = given ?? old?.type;
      if (type === undefined || !TYPES.includes(type)) throw new ServiceError("ValidationException", NO_TYPE);
      const parameter = { name, type, value, version, modifiedAt: clock.now() };
      parameters.set(name, parameter);
      journal.put("parameter", name, parameter);
      return parameter;
    },
    remove: (name) => {
      journal.remove("parameter", name);
      return parameters.delete(name);
    },
    resolve: (text) =>
      text.replaceAll(/\{\{\s*ssm:([\w./-]+)\s*\}\}/g, (_, name: string) => {
        const parameter = get(name);
        if (parameter.type !== "SecureString") return parameter.value;
        throw new Error(`Parameters [${name}] of type SecureString are not supported`);
      }),
  };
}
