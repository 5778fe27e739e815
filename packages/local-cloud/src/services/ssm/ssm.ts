import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { createCommandBook } from "./commands/command-book.ts";
import { commandOperations } from "./commands/command-operations.ts";
import { parameterOperations } from "./parameters/parameter-operations.ts";
import { createParameterStore } from "./parameters/parameter-store.ts";

/** SSM: Run Command on the nodes that EC2 offers, and Parameter Store. */
export function createSsm(part: Part): Service {
  const { faults } = part;
  const nodes = part.offered("nodes");
  const parameters = createParameterStore(part);
  const { resolve } = parameters;
  const book = createCommandBook(part, nodes, { faults, resolve, publishLog: part.offered("publishLog") });
  return {
    json: {
      targetPrefix: "AmazonSSM",
      operations: { ...commandOperations(book, nodes, part), ...parameterOperations(parameters, part) },
    },
    offers: { commands: () => book.views() },
    stop: async () => book.stop(),
  };
}
