import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { configJsonSchema } from "../../testing/json-schema.ts";

test("the published JSON schema says the same as the code; after a change, run `pnpm run schema`", () => {
  const published: unknown = JSON.parse(readFileSync(new URL("../../config.schema.json", import.meta.url), "utf8"));
  expect(JSON.parse(JSON.stringify(configJsonSchema()))).toEqual(published);
});
