/** Whether there is an optimised integration of that service with that action. [doc: optimised integrations, 2026] */
export function integrationKnows(service: string, action: string): boolean {
  return Object.hasOwn(ACTIONS, service) && ACTIONS[service]?.split(" ").includes(action) === true;
}

const ACTIONS: Readonly<Record<string, string>> = {
  apigateway: "invoke",
  athena: "startQueryExecution stopQueryExecution getQueryExecution getQueryResults",
  batch: "submitJob",
  bedrock: "invokeModel createModelCustomizationJob",
  codebuild:
    "startBuild stopBuild batchDeleteBuilds batchGetReports startBuildBatch stopBuildBatch retryBuildBatch deleteBuildBatch",
  databrew: "startJobRun",
  dynamodb: "getItem putItem updateItem deleteItem",
  ecs: "runTask",
  eks: "createCluster deleteCluster createNodegroup deleteNodegroup runJob call",
  elasticmapreduce:
    "createCluster terminateCluster addStep cancelStep setClusterTerminationProtection modifyInstanceFleetByName modifyInstanceGroupByName",
  "emr-containers": "createVirtualCluster deleteVirtualCluster startJobRun",
  "emr-serverless": "createApplication startApplication stopApplication deleteApplication startJobRun cancelJobRun",
  events: "putEvents",
  glue: "startJobRun",
  http: "invoke",
  lambda: "invoke",
  mediaconvert: "createJob",
  sagemaker:
    "createEndpoint createEndpointConfig createHyperParameterTuningJob createLabelingJob createModel createProcessingJob createTrainingJob createTransformJob updateEndpoint",
  sns: "publish",
  sqs: "sendMessage",
  states: "startExecution",
};
