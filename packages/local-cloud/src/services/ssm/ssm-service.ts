import { optionalNumber, optionalString, page, records, requiredString, strings } from "../../wire/input.ts";
import type { Input, JsonService } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import type { CommandBook } from "./commands/command-book.ts";
import { commandFilters } from "./commands/command-filters.ts";
import { type Command, commandStatus, type Invocation } from "./commands/command.ts";
import { readSendCommand, type ManagedInstance } from "./commands/send-command.ts";
import { commandShape, invocationResult, invocationShape } from "./commands/shapes.ts";
import type { ParameterStore } from "./parameters/parameter-store.ts";

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
        const matches = commandFilters(input);
        const found = book
          .all()
          .filter(
            (command) =>
              (id === undefined || id === command.commandId) &&
              (instanceId === undefined || command.invocations.some((each) => each.instanceId === instanceId)) &&
              matches(command, commandStatus(command).status),
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
        const ids = strings(input, "InstanceIds");
        if (ids.some((id) => command.invocations.every(({ instanceId }) => instanceId !== id))) {
          throw new ServiceError("InvalidInstanceId", "");
        }
        book.cancel(command, ids);
        return {};
      },
      DescribeInstanceInformation: async (input) =>
        paged(
          input,
          "InstanceInformationList",
          describe(options.managed(), input),
          (instance) => instanceInformation(instance, options.now()),
          10,
        ),
      ...options.parameters.operations,
    },
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

function describe(managed: readonly ManagedInstance[], input: Input): readonly ManagedInstance[] {
  if (records(input, "Filters").length > 0 && records(input, "InstanceInformationFilterList").length > 0) {
    const text = "Filters and InstanceInformationFilterList cannot be given together";
    throw new ServiceError("InvalidInstanceInformationFilterValue", text);
  }
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

function instanceInformation({ instanceId, pingStatus, lastPing }: ManagedInstance, now: number): object {
  return {
    InstanceId: instanceId,
    PingStatus: pingStatus,
    LastPingDateTime: (lastPing ?? now) / 1000,
    AgentVersion: "3.3.987.0",
    IsLatestVersion: true,
    PlatformType: "Linux",
    PlatformName: "Amazon Linux",
    PlatformVersion: "2023",
    ResourceType: "EC2Instance",
    ComputerName: `${instanceId}.ec2.internal`,
  };
}

/** Pages of at most 50; a description of nodes comes in tens unless more are asked for (botocore 1.43 model, 2026-11). */
function paged<Item>(
  input: Input,
  name: string,
  found: readonly Item[],
  shape: (item: Item) => object,
  standard = 50,
): object {
  const size = optionalNumber(input, "MaxResults") ?? standard;
  if (size < 1 || size > 50) {
    const text = `Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50`;
    throw new ServiceError("ValidationException", `1 validation error detected: ${text}`);
  }
  const { items, next } = page(found, size, optionalString(input, "NextToken"));
  return { [name]: items.map((item) => shape(item)), ...(next === undefined ? {} : { NextToken: next }) };
}
