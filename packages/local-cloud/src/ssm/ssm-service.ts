import { optionalNumber, optionalString, page, records, requiredString, strings } from "../wire/input.ts";
import { ServiceError } from "../wire/service-error.ts";
import type { Input, JsonService } from "../wire/services.ts";
import type { CommandBook } from "./command-book.ts";
import type { Command, Invocation } from "./command.ts";
import type { ParameterStore } from "./parameter-store.ts";
import { readSendCommand, type ManagedInstance } from "./send-command.ts";
import { commandShape, invocationResult, invocationShape } from "./shapes.ts";

export interface SsmOptions {
  readonly now: () => number;
  readonly region: string;
  readonly accountId: string;
  readonly book: CommandBook;
  readonly parameters: ParameterStore;
  /** The instances with a registered agent that are neither stopped for good nor gone. */
  managed(): readonly ManagedInstance[];
}

export function createSsmService(options: SsmOptions): JsonService {
  const { book, region } = options;
  return {
    targetPrefix: "AmazonSSM",
    operations: {
      SendCommand: async (input) => {
        const command = readSendCommand(input, {
          now: options.now(),
          accountId: options.accountId,
          managed: options.managed(),
        });
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
        const found = book
          .all()
          .filter(
            ({ commandId, invocations }) =>
              (id === undefined || id === commandId) &&
              (instanceId === undefined || invocations.some((each) => each.instanceId === instanceId)),
          );
        return paged(input, "Commands", found, (command) => commandShape(command, region));
      },
      ListCommandInvocations: async (input) => {
        const found = listInvocations(book, input);
        return paged(input, "CommandInvocations", found, ([command, invocation]) =>
          invocationShape(command, invocation, region, input["Details"] === true),
        );
      },
      CancelCommand: async (input) => {
        const command = book.find(requiredString(input, "CommandId"));
        if (command === undefined) throw new ServiceError("InvalidCommandId", "");
        book.cancel(command, strings(input, "InstanceIds"));
        return {};
      },
      DescribeInstanceInformation: async (input) =>
        paged(input, "InstanceInformationList", describe(options.managed(), input), (instance) =>
          instanceInformation(instance, options.now()),
        ),
      ...options.parameters.operations,
    },
  };
}

/** InvocationDoesNotExist is normal for a while after SendCommand; its shape has no message (boto3#2701). */
function findInvocation(book: CommandBook, input: Input): readonly [Command, Invocation] {
  const command = book.find(requiredString(input, "CommandId"));
  const instanceId = requiredString(input, "InstanceId");
  const invocation = command?.invocations.find((each) => each.instanceId === instanceId);
  if (command === undefined || invocation === undefined || !invocation.visible) {
    throw new ServiceError("InvocationDoesNotExist", "");
  }
  const plugin = optionalString(input, "PluginName");
  if (plugin !== undefined && plugin !== "aws:runShellScript" && plugin !== "0.aws:runShellScript") {
    throw new ServiceError("InvalidPluginName", "");
  }
  return [command, invocation];
}

/** Right after SendCommand this is an empty list, not an error (aws-cli#3546). */
function listInvocations(book: CommandBook, input: Input): readonly (readonly [Command, Invocation])[] {
  const id = optionalString(input, "CommandId");
  const instanceId = optionalString(input, "InstanceId");
  return book
    .all()
    .filter(({ commandId }) => id === undefined || id === commandId)
    .flatMap((command) => command.invocations.map((invocation) => [command, invocation] as const))
    .filter(([, each]) => each.visible && (instanceId === undefined || each.instanceId === instanceId));
}

function describe(managed: readonly ManagedInstance[], input: Input): readonly ManagedInstance[] {
  const filters = [
    ...records(input, "Filters").map((filter) => ({ key: filter["Key"], values: strings(filter, "Values") })),
    ...records(input, "InstanceInformationFilterList").map((filter) => ({
      key: filter["key"],
      values: strings(filter, "valueSet"),
    })),
  ];
  return managed.filter(
    (instance) =>
      instance.listed &&
      filters.every(({ key, values }) => {
        if (key === "InstanceIds") return values.includes(instance.instanceId);
        if (key === "PingStatus") return values.includes(instance.pingStatus);
        return typeof key === "string" && key.startsWith("tag:") && values.includes(instance.tags[key.slice(4)] ?? "");
      }),
  );
}

function instanceInformation({ instanceId, pingStatus }: ManagedInstance, now: number): object {
  return {
    InstanceId: instanceId,
    PingStatus: pingStatus,
    LastPingDateTime: now / 1000,
    AgentVersion: "3.3.987.0",
    IsLatestVersion: true,
    PlatformType: "Linux",
    PlatformName: "Amazon Linux",
    PlatformVersion: "2023",
    ResourceType: "EC2Instance",
    ComputerName: `${instanceId}.ec2.internal`,
  };
}

function paged<Item>(input: Input, name: string, found: readonly Item[], shape: (item: Item) => object): object {
  const size = optionalNumber(input, "MaxResults") ?? 50;
  const { items, next } = page(found, size, optionalString(input, "NextToken"));
  return { [name]: items.map((item) => shape(item)), ...(next === undefined ? {} : { NextToken: next }) };
}
