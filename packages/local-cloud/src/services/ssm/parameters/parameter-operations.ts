import { requiredString, strings } from "../../../wire/input.ts";
import type { Input, JsonService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { paged } from "../paged.ts";
import { BY_PATH, DESCRIBED, isBelow, parameterFilters } from "./parameter-filters.ts";
import { refusePath } from "./parameter-name.ts";
import { describedShape, historyShape, parameterShape } from "./parameter-shapes.ts";
import type { ParameterStore } from "./parameter-store.ts";
import { type Found, latest } from "./parameter.ts";

/** Parameter Store (botocore 1.43 model, 2026-11). */
export function parameterOperations(store: ParameterStore): JsonService["operations"] {
  const shape = (found: Found, input: Input): object =>
    parameterShape(found, { arn: store.arnOf(found.parameter.name), decrypt: input["WithDecryption"] === true });
  return {
    GetParameter: async (input) => ({ Parameter: shape(store.get(requiredString(input, "Name")), input) }),
    GetParameters: async (input) => {
      const names = strings(input, "Names");
      refuseRepeated(names);
      const asked = names.map((name) => [name, known(store, name)] as const);
      return {
        Parameters: asked.flatMap(([, found]) => (found === undefined ? [] : [shape(found, input)])),
        InvalidParameters: asked.flatMap(([name, found]) => (found === undefined ? [name] : [])),
      };
    },
    GetParametersByPath: async (input) => {
      const path = requiredString(input, "Path");
      refusePath(path);
      const matches = parameterFilters(input, BY_PATH);
      const recursive = input["Recursive"] === true;
      const found = store.all().filter((each) => isBelow(each.name, path, recursive) && matches(each));
      return paged(input, {
        name: "Parameters",
        found,
        shape: (parameter) => shape({ parameter, version: latest(parameter), selector: undefined }, input),
        standard: 10,
      });
    },
    GetParameterHistory: async (input) => {
      const { parameter } = store.get(requiredString(input, "Name"));
      return paged(input, {
        name: "Parameters",
        found: parameter.versions,
        shape: (version) => historyShape({ parameter, version, selector: undefined }, input["WithDecryption"] === true),
      });
    },
    DescribeParameters: async (input) => {
      const matches = parameterFilters(input, DESCRIBED);
      const found = input["Shared"] === true ? [] : store.all().filter(matches);
      return paged(input, {
        name: "Parameters",
        found,
        shape: (parameter) => describedShape(parameter, store.arnOf(parameter.name)),
        standard: 10,
      });
    },
    PutParameter: async (input) => {
      const { version, tier } = store.put(input);
      return { Version: version, Tier: tier };
    },
    DeleteParameter: async (input) => {
      if (store.remove(requiredString(input, "Name"))) return {};
      throw new ServiceError("ParameterNotFound", "");
    },
    DeleteParameters: async (input) => {
      const names = strings(input, "Names");
      const { deleted = [], missing = [] } = Object.groupBy([...new Set(names)], (name) =>
        store.remove(name) ? "deleted" : "missing",
      );
      return { DeletedParameters: deleted, InvalidParameters: missing };
    },
  };
}

/** In GetParameters a version that is not there is invalid as a name is. */
function known(store: ParameterStore, name: string): Found | undefined {
  try {
    return store.find(name);
  } catch (error) {
    if (error instanceof ServiceError && error.code === "ParameterVersionNotFound") return undefined;
    throw error;
  }
}

function refuseRepeated(names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  const text = `Duplicate parameter names: ${repeated}. Remove the duplicates and try again.`;
  throw new ServiceError("ValidationException", text);
}
