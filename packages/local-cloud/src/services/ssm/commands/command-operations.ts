import type { Nodes } from "../../../cloud/nodes.ts";
import type { Part } from "../../../cloud/part.ts";
import { optionalString, requiredString, strings } from "../../../wire/input.ts";
import type { Input, JsonService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { paged } from "../paged.ts";
import type { CommandBook } from "./command-book.ts";
import { commandFilters } from "./command-filters.ts";
import { type Command, commandStatus, type Invocation } from "./command.ts";
import { describeNodes } from "./describe-nodes.ts";
import { readSendCommand } from "./send-command.ts";
import { commandShape, invocationResult, invocationShape } from "./shapes.ts";

/** Run Command. */
export function commandOperations(book: CommandBook, nodes: Nodes, part: Part): JsonService["operations"] {
  const { clock, region, accountId, callers } = part;
  return {
    SendCommand: async (input) => {
      const asked = readSendCommand(input, {
        now: clock.now(),
        accountId,
        managed: nodes.managed(),
      });
      const command = { ...asked, ...callers.asker() };
      book.add(command);
      return { Command: commandShape(command, region) };
    },
    GetCommandInvocation: async (input) => {
      const [command, invocation] = findInvocation(book, input);
      return invocationResult(command, invocation, region);
    },
    ListCommands: async (input) => {
      const id = optionalString(input, "CommandId");
      const instanceId = optionalString(input, "InstanceId");
      const matches = commandFilters(input);
      const found = book
        .all()
        .filter(
          (command) =>
            (id === undefined || id === command.commandId) &&
            (instanceId === undefined || command.invocations.some((each) => each.instanceId === instanceId)) &&
            matches(command, commandStatus(command).status),
        );
      return paged(input, { name: "Commands", found, shape: (command) => commandShape(command, region) });
    },
    ListCommandInvocations: async (input) => {
      const found = listInvocations(book, input);
      const details = input["Details"] === true;
      return paged(input, {
        name: "CommandInvocations",
        found,
        shape: ([command, invocation]) => invocationShape(command, invocation, region, details),
      });
    },
    CancelCommand: async (input) => {
      const command = book.find(requiredString(input, "CommandId"));
      if (command === undefined) throw new ServiceError("InvalidCommandId", "");
      const ids = strings(input, "InstanceIds");
      if (new Set(ids).size < ids.length) throw new ServiceError("DuplicateInstanceId", "");
      if (ids.some((id) => command.invocations.every(({ instanceId }) => instanceId !== id))) {
        throw new ServiceError("InvalidInstanceId", "");
      }
      book.cancel(command, ids);
      return {};
    },
    DescribeInstanceInformation: async (input) => describeNodes(nodes.managed(), input, clock.now()),
  };
}

/** InvocationDoesNotExist is normal for a while after SendCommand; its shape has no message (boto3#2701, 2020). */
function findInvocation(book: CommandBook, input: Input): readonly [Command, Invocation] {
  const command = book.find(requiredString(input, "CommandId"));
  const instanceId = requiredString(input, "InstanceId");
  const invocation = command?.invocations.find((each) => each.instanceId === instanceId);
  const plugin = optionalString(input, "PluginName");
  if (command === undefined || invocation === undefined || !invocation.visible) {
    // A plugin that was asked for is what it does not know then (grapl PR#902, 2021).
    const registering = invocation !== undefined && plugin !== undefined;
    throw new ServiceError(registering ? "InvalidPluginName" : "InvocationDoesNotExist", "");
  }
  if (plugin !== undefined && plugin !== "aws:runShellScript" && plugin !== "0.aws:runShellScript") {
    throw new ServiceError("InvalidPluginName", "");
  }
  return [command, invocation];
}

/** Right after SendCommand this is an empty list, not an error (aws-cli#3546, 2020). */
function listInvocations(book: CommandBook, input: Input): readonly (readonly [Command, Invocation])[] {
  const id = optionalString(input, "CommandId");
  const instanceId = optionalString(input, "InstanceId");
  const matches = commandFilters(input);
  return book
    .all()
    .filter(({ commandId }) => id === undefined || id === commandId)
    .flatMap((command) => command.invocations.map((invocation) => [command, invocation] as const))
    .filter(([, each]) => each.visible && (instanceId === undefined || each.instanceId === instanceId))
    .filter(([command, { status }]) => matches(command, status));
}
