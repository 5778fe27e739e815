import { flag, list, map, oneOf, required, structure, text, whole, type Members } from "../../wire/shape.ts";

/** The limits of each request (botocore 1.43 model of SSM, 2026-11). */
const name = required(text({ least: 1, most: 2048 }));
const names = required(list(text({ least: 1, most: 2048 }), { least: 1, most: 10 }));
const labels = required(list(text({ least: 1, most: 100 }), { least: 1, most: 10 }));
const instanceId = text({ pattern: String.raw`(^i-(\w{8}|\w{17})$)|(^mi-\w{17}$)` });
const instanceIds = list(instanceId, { least: 0, most: 50 });
const commandId = text({ least: 36, most: 36 });
const pages = (most: number, least = 1): Members => ({ MaxResults: whole({ least, most }), NextToken: text() });

const TAG_TEXT = String.raw`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`;
const tagKey = text({ least: 1, most: 128, pattern: TAG_TEXT });
const tags = list(
  structure({ Key: required(tagKey), Value: required(text({ least: 0, most: 256, pattern: TAG_TEXT })) }),
  { most: 1000 },
);
const RESOURCE_TYPES =
  "Document ManagedInstance MaintenanceWindow Parameter PatchBaseline OpsItem OpsMetadata Automation Association";
const resource: Members = {
  ResourceType: required(oneOf(...RESOURCE_TYPES.split(" "))),
  ResourceId: required(text()),
};

const values = list(text({ least: 1, most: 1024 }), { least: 1, most: 50 });
const parameterFilters = list(
  structure({
    Key: required(text({ least: 1, most: 132, pattern: "tag:.+|Name|Type|KeyId|Path|Label|Tier|DataType" })),
    Option: text({ least: 1, most: 10 }),
    Values: values,
  }),
);

const COMMAND_FILTERS = ["InvokedAfter", "InvokedBefore", "Status", "ExecutionStage", "DocumentName"];
const commandList: Members = {
  CommandId: commandId,
  InstanceId: instanceId,
  ...pages(50),
  Filters: list(
    structure({ key: required(oneOf(...COMMAND_FILTERS)), value: required(text({ least: 1, most: 128 })) }),
    { least: 1, most: 5 },
  ),
};

const NODE_FILTERS =
  "InstanceIds AgentVersion PingStatus PlatformTypes ActivationIds IamRole ResourceType AssociationStatus";
const nodeValues = required(list(text({ least: 1 }), { least: 1, most: 100 }));

const sendCommand: Members = {
  InstanceIds: instanceIds,
  Targets: list(
    structure({
      Key: text({
        least: 1,
        most: 163,
        pattern: String.raw`^[\p{L}\p{Z}\p{N}_.:/=\-@]*$|resource-groups:ResourceTypeFilters|resource-groups:Name`,
      }),
      Values: list(text(), { least: 0, most: 50 }),
    }),
    { least: 0, most: 5 },
  ),
  DocumentName: required(text({ pattern: String.raw`^[a-zA-Z0-9_\-.:/]{3,128}$` })),
  DocumentVersion: text({ pattern: "([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)" }),
  DocumentHash: text({ most: 256 }),
  DocumentHashType: oneOf("Sha256", "Sha1"),
  TimeoutSeconds: whole({ least: 30, most: 2_592_000 }),
  Comment: text({ most: 100 }),
  Parameters: map(list(text())),
  OutputS3Region: text({ least: 3, most: 20 }),
  OutputS3BucketName: text({ least: 3, most: 63 }),
  OutputS3KeyPrefix: text({ most: 500 }),
  MaxConcurrency: text({ least: 1, most: 7, pattern: "^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$" }),
  MaxErrors: text({ least: 1, most: 7, pattern: "^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$" }),
  ServiceRoleArn: text(),
  NotificationConfig: structure({
    NotificationArn: text(),
    NotificationEvents: list(oneOf("All", "InProgress", "Success", "TimedOut", "Cancelled", "Failed")),
    NotificationType: oneOf("Command", "Invocation"),
  }),
  CloudWatchOutputConfig: structure({
    CloudWatchLogGroupName: text({ least: 1, most: 512 }),
    CloudWatchOutputEnabled: flag,
  }),
  AlarmConfiguration: structure({
    IgnorePollAlarmFailure: flag,
    Alarms: required(
      list(structure({ Name: required(text({ least: 1, most: 255, pattern: String.raw`^(?!\s*$).+` })) }), {
        least: 1,
        most: 1,
      }),
    ),
  }),
};

export const SSM_INPUTS: Readonly<Record<string, Members>> = {
  PutParameter: {
    Name: name,
    Description: text({ least: 0, most: 1024 }),
    Value: required(text({ least: 1 })),
    Type: oneOf("SecureString", "StringList", "String"),
    KeyId: text({ least: 1, most: 256, pattern: "^([a-zA-Z0-9:/_-]+)$" }),
    Overwrite: flag,
    AllowedPattern: text({ least: 0, most: 1024 }),
    Tags: tags,
    Tier: oneOf("Advanced", "Intelligent-Tiering", "Standard"),
    Policies: text({ least: 1, most: 4096 }),
    DataType: text({ least: 0, most: 128 }),
  },
  GetParameter: { Name: name, WithDecryption: flag },
  GetParameters: { Names: names, WithDecryption: flag },
  GetParametersByPath: {
    Path: name,
    Recursive: flag,
    ParameterFilters: parameterFilters,
    WithDecryption: flag,
    ...pages(10),
  },
  GetParameterHistory: { Name: name, WithDecryption: flag, ...pages(50) },
  DescribeParameters: {
    Filters: list(structure({ Key: required(oneOf("Name", "Type", "KeyId")), Values: required(values) })),
    ParameterFilters: parameterFilters,
    Shared: flag,
    ...pages(50),
  },
  DeleteParameter: { Name: name },
  DeleteParameters: { Names: names },
  LabelParameterVersion: { Name: name, ParameterVersion: whole(), Labels: labels },
  UnlabelParameterVersion: { Name: name, ParameterVersion: required(whole()), Labels: labels },
  AddTagsToResource: { ...resource, Tags: required(tags) },
  RemoveTagsFromResource: { ...resource, TagKeys: required(list(tagKey)) },
  ListTagsForResource: resource,
  SendCommand: sendCommand,
  GetCommandInvocation: {
    CommandId: required(commandId),
    InstanceId: required(instanceId),
    PluginName: text({ least: 4 }),
  },
  ListCommands: commandList,
  ListCommandInvocations: { ...commandList, Details: flag },
  CancelCommand: { CommandId: required(commandId), InstanceIds: instanceIds },
  DescribeInstanceInformation: {
    InstanceInformationFilterList: list(
      structure({ key: required(oneOf(...NODE_FILTERS.split(" "))), valueSet: nodeValues }),
    ),
    Filters: list(structure({ Key: required(text({ least: 1 })), Values: nodeValues })),
    ...pages(50, 5),
  },
};
