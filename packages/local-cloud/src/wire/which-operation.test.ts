import { expect, test } from "vitest";

import { whichOperation } from "./which-operation.ts";

test.each([
  ["/2015-03-31/functions", "ListFunctions"],
  ["/2015-03-31/functions/", "ListFunctions"],
  ["/2015-03-31/functions/grade", "GetFunction"],
  ["/2015-03-31/functions/grade/configuration", "GetFunctionConfiguration"],
  ["/2015-03-31/functions/grade/invocations", "Invoke"],
  ["/2015-03-31/functions/grade/versions", ""],
  ["/2015-03-31/functions/grade/aliases/live", ""],
  ["/2015-03-31/event-source-mappings", ""],
])("of Lambda %s is the operation %j", (path, operation) => {
  expect(whichOperation({ path, headers: {}, signedFor: "lambda", action: null })).toEqual({
    service: "lambda",
    operation,
  });
});
