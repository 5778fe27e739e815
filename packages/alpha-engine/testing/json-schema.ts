import * as z from "zod";

import { configSchema } from "../src/config/schema.ts";

/** The JSON schema of a configuration in YAML or JSON, from what checks it; functions are no part of it. */
export function configJsonSchema(): object {
  const schema = z.toJSONSchema(configSchema as never, {
    unrepresentable: "any",
    io: "input",
    override: ({ jsonSchema }) => {
      const { anyOf } = jsonSchema;
      if (anyOf === undefined) return;
      // What stands for a function says nothing.
      const said = anyOf.filter((each) => typeof each === "object" && Object.keys(each).length > 0);
      delete jsonSchema.anyOf;
      if (said.length === 1) Object.assign(jsonSchema, said[0]);
      else jsonSchema.anyOf = said;
    },
  });
  return { ...schema, title: "alpha-engine.config" };
}
