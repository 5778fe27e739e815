import { readService, service, type Service } from "./service.ts";
import type { Shape } from "./shape.ts";

/** An integration that Step Functions has made for a workflow's needs, beside that with the SDK. */
export interface Optimised {
  /** What may follow its name. */
  readonly patterns: readonly string[];
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  /** What the service itself answers with: `Payload` is bytes, where the integration has it as JSON. */
  readonly model: Shape | undefined;
  /** What a `.sync` answers with. */
  readonly end: Shape | undefined;
  /** What the service itself answers with, when the end of a `.sync` is looked up. */
  readonly endModel: Shape | undefined;
}

/** Nothing where there is none of that name. [doc: optimised integrations, November 2026; what is refused: badmintoncryer/cdk-preflight, measured in September 2026] */
export function optimised(name: string, action: string): Optimised | undefined {
  const row = Object.hasOwn(TABLE, name) ? TABLE[name] : undefined;
  const cell = row?.[1].find(([actions = ""]) => actions.split(" ").includes(action));
  if (row === undefined || cell === undefined) return undefined;
  const [, patterns = "", end] = cell;
  const own = OWN.has(`${name}.${action}`) ? `${name}.${action}` : undefined;
  return {
    patterns: patterns === "" ? [] : patterns.split(" "),
    get input() {
      return own === undefined ? modelled(row[0])?.input(action) : OWN.input(own);
    },
    get output() {
      return own === undefined ? modelled(row[0])?.output(action) : OWN.output(own);
    },
    get model() {
      return row[0] === "" ? undefined : service(row[0])?.output(action);
    },
    get end() {
      return end === undefined ? undefined : endShape(modelled(row[0]), end);
    },
    get endModel() {
      return end === undefined ? undefined : endShape(service(row[0]), end);
    },
  };
}

/** In the spelling of the service: `MD5OfMessageBody`, `BOOL`. [recordings: services_optimized; samples of AWS's] */
function modelled(name: string): Service | undefined {
  return name === "" ? undefined : service(name, "own");
}

/** The answer of an action, or what lies at a path of it; a list is left for its items. */
function endShape(from: Service | undefined, path: string): Shape | undefined {
  const [action = "", ...fields] = path.split(".");
  let shape = from?.output(action);
  for (const field of fields) {
    shape = shape?.type === "object" ? shape.fields.get(field)?.shape : undefined;
    if (shape?.type === "list") shape = shape.item;
  }
  return shape;
}

const SYNC = ".sync";
const CALLBACK = ".waitForTaskToken";

/** The service whose model has the fields, and of its actions the patterns and what the end is looked up with. */
const TABLE: Readonly<Record<string, readonly [service: string, actions: readonly (readonly string[])[]]>> = {
  apigateway: ["", [["invoke", CALLBACK]]],
  athena: [
    "athena",
    [["startQueryExecution", SYNC, "getQueryExecution"], ["stopQueryExecution getQueryExecution getQueryResults"]],
  ],
  batch: ["batch", [["submitJob", SYNC, "describeJobs.Jobs"]]],
  bedrock: [
    "bedrock",
    [
      ["invokeModel", CALLBACK],
      ["createModelCustomizationJob", `${SYNC} ${CALLBACK}`, "getModelCustomizationJob"],
    ],
  ],
  "bedrock-agentcore": ["bedrockagentcore", [["invokeAgentRuntime invokeHarness"]]],
  codebuild: [
    "codebuild",
    [
      ["startBuild", SYNC],
      ["startBuildBatch retryBuildBatch", SYNC],
      ["stopBuild stopBuildBatch batchDeleteBuilds batchGetReports deleteBuildBatch"],
    ],
  ],
  databrew: ["databrew", [["startJobRun", SYNC]]],
  dynamodb: ["dynamodb", [["getItem putItem updateItem deleteItem"]]],
  ecs: ["ecs", [["runTask", `${SYNC} ${CALLBACK}`, "describeTasks.Tasks"]]],
  eks: [
    "eks",
    [
      ["createCluster deleteCluster createNodegroup deleteNodegroup", SYNC],
      ["runJob", `${SYNC} ${CALLBACK}`],
      ["call", CALLBACK],
    ],
  ],
  elasticmapreduce: [
    "emr",
    [
      ["createCluster terminateCluster addStep", SYNC],
      ["cancelStep setClusterTerminationProtection modifyInstanceFleetByName modifyInstanceGroupByName"],
    ],
  ],
  "emr-containers": ["emrcontainers", [["createVirtualCluster"], ["deleteVirtualCluster startJobRun", SYNC]]],
  "emr-serverless": [
    "emrserverless",
    [["createApplication startApplication stopApplication deleteApplication startJobRun cancelJobRun", SYNC]],
  ],
  events: ["eventbridge", [["putEvents", CALLBACK]]],
  glue: ["glue", [["startJobRun", SYNC, "getJobRun.JobRun"]]],
  http: ["", [["invoke"]]],
  lambda: ["lambda", [["invoke", CALLBACK]]],
  mediaconvert: ["mediaconvert", [["createJob", SYNC, "getJob"]]],
  sagemaker: [
    "sagemaker",
    [
      ["createHyperParameterTuningJob", SYNC, "describeHyperParameterTuningJob"],
      ["createLabelingJob", SYNC, "describeLabelingJob"],
      ["createProcessingJob", SYNC, "describeProcessingJob"],
      ["createTrainingJob", SYNC, "describeTrainingJob"],
      ["createTransformJob", SYNC, "describeTransformJob"],
      ["createEndpoint createEndpointConfig createModel updateEndpoint"],
    ],
  ],
  sns: ["sns", [["publish", CALLBACK]]],
  sqs: ["sqs", [["sendMessage", CALLBACK]]],
  states: ["sfn", [["startExecution", `${SYNC} ${SYNC}:2 ${CALLBACK}`, "describeExecution"]]],
};

/** What no service's model has, in the signs of one. [doc: each integration's page] */
const OWN = readService(
  [
    [
      "apigateway.invoke 1 2",
      "http.invoke 3 4",
      "eks.call 5 6",
      "eks.runJob 7 J",
      "elasticmapreduce.createCluster J J",
      "elasticmapreduce.terminateCluster 8 ",
      "elasticmapreduce.addStep 9 J",
      "elasticmapreduce.cancelStep a J",
      "elasticmapreduce.setClusterTerminationProtection b ",
      "elasticmapreduce.modifyInstanceFleetByName c ",
      "elasticmapreduce.modifyInstanceGroupByName d ",
      "bedrock.invokeModel e f",
      "lambda.invoke g h",
    ].join(","),
    "ApiEndpoint!S,Method!S,Headers:J,Stage:S,Path:S,QueryParameters:J,RequestBody:J,AllowNullValues:B,AuthType:S",
    "Headers:J,ResponseBody:J,StatusCode:I,StatusText:S",
    "ApiEndpoint!S,Method!S,Authentication:i,InvocationConfig:i,Headers:J,QueryParameters:J,RequestBody:J,Transform:J",
    "Headers:J,ResponseBody:J,StatusCode:I,StatusText:S",
    "ClusterName!S,CertificateAuthority!S,Endpoint!S,Method!S,Path!S,QueryParameters:J,RequestBody:J",
    "ResponseBody:J,StatusCode:I,StatusText:S",
    "ClusterName!S,CertificateAuthority!S,Endpoint!S,Namespace:S,Job!J,LogOptions:J",
    "ClusterId!S",
    "ClusterId!S,Step!J,ExecutionRoleArn:S",
    "ClusterId!S,StepId!S,StepCancellationOption:S",
    "ClusterId!S,TerminationProtected!B",
    "ClusterId!S,InstanceFleetName!S,InstanceFleet!J",
    "ClusterId!S,InstanceGroupName!S,InstanceGroup!J",
    "ModelId!S,Accept:S,Body:J,ContentType:S,Input:J,Output:J,GuardrailIdentifier:S,GuardrailVersion:S,Trace:S,PerformanceConfigLatency:S,ServiceTier:S",
    "Body:J,ContentType:S,Output:J",
    "FunctionName!S,Payload:J,ClientContext:S,InvocationType:S,LogType:S,Qualifier:S,TenantId:S,DurableExecutionName:S",
    "ExecutedVersion:S,FunctionError:S,LogResult:S,Payload:J,StatusCode:I,DurableExecutionArn:S",
    "ConnectionArn!S",
  ].join("\n"),
);
