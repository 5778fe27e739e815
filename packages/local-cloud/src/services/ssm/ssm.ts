import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { checked } from "../../wire/check-shape.ts";
import { createCommandBook } from "./commands/command-book.ts";
import { commandOperations } from "./commands/command-operations.ts";
import { SSM_INPUTS } from "./inputs.ts";
import { labelOperations } from "./parameters/label-operations.ts";
import { parameterOperations } from "./parameters/parameter-operations.ts";
import { createParameterStore } from "./parameters/parameter-store.ts";
import { tagOperations } from "./parameters/tag-operations.ts";

/** SSM: Run Command on the nodes that EC2 offers, and Parameter Store. */
export function createSsm(part: Part): Service {
  const { faults, callers } = part;
  const nodes = part.offered("nodes");
  const parameters = createParameterStore(part);
  const { resolve } = parameters;
  const book = createCommandBook(part, nodes, { faults, callers, resolve, publishLog: part.offered("publishLog") });
  const operations = {
    ...commandOperations(book, nodes, part),
    ...parameterOperations(parameters),
    ...labelOperations(parameters),
    ...tagOperations(parameters),
  };
  return {
    json: { targetPrefix: "AmazonSSM", operations: checked(operations, SSM_INPUTS) },
    offers: { commands: () => book.views() },
    stop: async () => book.stop(),
  };
}
