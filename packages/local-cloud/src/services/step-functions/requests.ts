import type { Constraint, Constraints } from "../../wire/constraints.ts";

const anyArn: Constraint = { min: 1, max: 256 };
const arn: Constraint = { ...anyArn, required: true };
const longArn: Constraint = { required: true, min: 1, max: 2000 };
const name: Constraint = { min: 1, max: 80 };
const data: Constraint = { max: 262_144, bytes: true, sensitive: true };
const anyDefinition: Constraint = { min: 1, max: 1_048_576, bytes: true, sensitive: true };
const definition: Constraint = { ...anyDefinition, required: true };
const description: Constraint = { max: 256, sensitive: true };
const token: Constraint = { required: true, min: 1, max: 2048 };
const flag: Constraint = { type: "boolean" };
const list: Constraint = { type: "list" };
const structure: Constraint = { type: "structure" };

const machineType: Constraint = { values: ["STANDARD", "EXPRESS"] };
const includedData: Constraint = { values: ["ALL_DATA", "METADATA_ONLY"] };
const failure: Constraints = {
  error: { max: 256, sensitive: true },
  cause: { max: 32_768, sensitive: true },
};
const paging: Constraints = {
  maxResults: { type: "number", min: 0, max: 1000 },
  nextToken: { min: 1, max: 1024 },
};
const tags: Constraint = {
  ...list,
  of: { ...structure, shape: "Tag", members: { key: { required: true, min: 1, max: 128 }, value: { max: 256 } } },
};
const routes: Constraint = {
  type: "list",
  min: 1,
  max: 2,
  of: {
    type: "structure",
    shape: "RoutingConfigurationListItem",
    members: { stateMachineVersionArn: arn, weight: { type: "number", required: true, min: 0, max: 100 } },
  },
};
const start: Constraints = {
  stateMachineArn: arn,
  name,
  input: data,
  traceHeader: { max: 256, pattern: /^\p{ASCII}*$/u },
};
const configuration: Constraints = {
  loggingConfiguration: {
    ...structure,
    members: { level: { values: ["ALL", "ERROR", "FATAL", "OFF"] }, includeExecutionData: flag, destinations: list },
  },
  tracingConfiguration: { ...structure, members: { enabled: flag } },
  encryptionConfiguration: structure,
};

/** What the model says of the requests. [botocore 1.43 model, 2026-11; the order of enumerations where recorded: LocalStack's recordings of AWS] */
export const REQUESTS: Readonly<Record<string, Constraints>> = {
  CreateActivity: { name: { ...name, required: true }, tags, encryptionConfiguration: structure },
  CreateStateMachine: {
    name: { ...name, required: true },
    definition,
    roleArn: arn,
    type: machineType,
    tags,
    publish: flag,
    versionDescription: description,
    ...configuration,
  },
  CreateStateMachineAlias: {
    description,
    // oxlint-disable-next-line no-useless-escape -- the pattern is part of what AWS says
    name: { ...name, required: true, pattern: /^(?=.*[a-zA-Z_\-\.])[a-zA-Z0-9_\-\.]+$/ },
    routingConfiguration: { ...routes, required: true },
  },
  DeleteActivity: { activityArn: arn },
  DeleteStateMachine: { stateMachineArn: arn },
  DeleteStateMachineAlias: { stateMachineAliasArn: arn },
  DeleteStateMachineVersion: { stateMachineVersionArn: longArn },
  DescribeActivity: { activityArn: arn },
  DescribeExecution: { executionArn: arn, includedData },
  DescribeMapRun: { mapRunArn: longArn },
  DescribeStateMachine: { stateMachineArn: arn, includedData },
  DescribeStateMachineAlias: { stateMachineAliasArn: arn },
  DescribeStateMachineForExecution: { executionArn: arn, includedData },
  GetActivityTask: { activityArn: arn, workerName: name },
  GetExecutionHistory: { executionArn: arn, ...paging, reverseOrder: flag, includeExecutionData: flag },
  ListActivities: paging,
  ListExecutions: {
    stateMachineArn: anyArn,
    statusFilter: { values: ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"] },
    maxResults: { type: "number", min: 0, max: 1000 },
    nextToken: { min: 1, max: 3096 },
    mapRunArn: { min: 1, max: 2000 },
    redriveFilter: { values: ["REDRIVEN", "NOT_REDRIVEN"] },
  },
  ListMapRuns: { executionArn: arn, ...paging },
  ListStateMachineAliases: { stateMachineArn: arn, ...paging },
  ListStateMachineVersions: { stateMachineArn: arn, ...paging },
  ListStateMachines: paging,
  ListTagsForResource: { resourceArn: arn },
  PublishStateMachineVersion: { stateMachineArn: arn, revisionId: {}, description },
  RedriveExecution: { executionArn: arn, clientToken: { min: 1, max: 64, pattern: /^[!-~]+$/ } },
  SendTaskFailure: { taskToken: token, ...failure },
  SendTaskHeartbeat: { taskToken: token },
  SendTaskSuccess: { taskToken: token, output: { ...data, required: true } },
  StartExecution: start,
  StartSyncExecution: { ...start, includedData },
  StopExecution: { executionArn: arn, ...failure },
  TagResource: { resourceArn: arn, tags: { ...tags, required: true } },
  TestState: {
    definition,
    roleArn: anyArn,
    input: data,
    inspectionLevel: { values: ["INFO", "DEBUG", "TRACE"] },
    revealSecrets: flag,
    variables: data,
    stateName: { ...name, sensitive: true },
    mock: structure,
    context: data,
    stateConfiguration: structure,
  },
  UntagResource: { resourceArn: arn, tagKeys: { ...list, required: true, of: { min: 1, max: 128 } } },
  UpdateMapRun: {
    mapRunArn: longArn,
    maxConcurrency: { type: "number", min: 0 },
    toleratedFailurePercentage: { type: "number", min: 0, max: 100 },
    toleratedFailureCount: { type: "number", min: 0 },
  },
  UpdateStateMachine: {
    stateMachineArn: arn,
    definition: anyDefinition,
    roleArn: anyArn,
    publish: flag,
    versionDescription: description,
    ...configuration,
  },
  UpdateStateMachineAlias: { stateMachineAliasArn: arn, description, routingConfiguration: routes },
  ValidateStateMachineDefinition: {
    definition,
    type: machineType,
    severity: { values: ["ERROR", "WARNING"] },
    maxResults: { type: "number", min: 0, max: 100 },
  },
};
