import { arnOf, type Place } from "../../../cloud/place.ts";
import { optionalNumber, optionalString, page, requiredString, strings } from "../../../wire/input.ts";
import type { JsonService } from "../../../wire/protocols.ts";
import type { Parameter, ParameterStore } from "./parameter-store.ts";

/** Parameter Store (botocore 1.43 model, 2026-11). */
export function parameterOperations(store: ParameterStore, place: Place): JsonService["operations"] {
  const shape = (parameter: Parameter, decrypt: boolean): object => ({
    Name: parameter.name,
    Type: parameter.type,
    Value: parameter.type === "SecureString" && !decrypt ? encrypted(parameter.value) : parameter.value,
    Version: parameter.version,
    LastModifiedDate: parameter.modifiedAt / 1000,
    ARN: arnOf(place, "ssm", `parameter/${parameter.name.replace(/^\//, "")}`),
    DataType: "text",
  });
  return {
    GetParameter: async (input) => ({
      Parameter: shape(store.get(requiredString(input, "Name")), input["WithDecryption"] === true),
    }),
    GetParameters: async (input) => {
      const names = strings(input, "Names");
      const found = names.flatMap((name) => store.find(name) ?? []);
      return {
        Parameters: found.map((parameter) => shape(parameter, input["WithDecryption"] === true)),
        InvalidParameters: names.filter((name) => store.find(name) === undefined),
      };
    },
    PutParameter: async (input) => {
      const { version } = store.put({
        name: requiredString(input, "Name"),
        type: optionalString(input, "Type"),
        value: requiredString(input, "Value"),
        overwrite: input["Overwrite"] === true,
      });
      return { Version: version, Tier: "Standard" };
    },
    DeleteParameter: async (input) => {
      store.remove(store.get(requiredString(input, "Name")).name);
      return {};
    },
    DeleteParameters: async (input) => {
      const { deleted = [], missing = [] } = Object.groupBy(strings(input, "Names"), (name) =>
        store.remove(name) ? "deleted" : "missing",
      );
      return { DeletedParameters: deleted, InvalidParameters: missing };
    },
    GetParametersByPath: async (input) => {
      const path = requiredString(input, "Path").replace(/\/?$/, "/");
      const found = store
        .all()
        .filter(
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
  };
}

function encrypted(value: string): string {
  return `AQICAH${Buffer.from(value).toString("base64").split("").reverse().join("")}`;
}
