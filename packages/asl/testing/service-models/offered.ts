/** What Step Functions does not offer of AWS's services. [doc: AWS SDK service integrations, 2023; actions that stream are left out by what they are] */

/** They need an endpoint of their own. [doc; the first measured: sam-goodwin/functionless#443] */
const SERVICES: readonly string[] = [
  "apigatewaymanagementapi",
  "cloudsearchdomain",
  "mediastoredata",
  "mobile",
  "macie",
];

const ACTIONS: Readonly<Record<string, string>> = {
  comprehendmedical: "detectEntities",
  efs: "createTags",
  emr: "describeJobFlows",
  iotdeviceadvisor: "listTestCases",
  kinesis: "subscribeToShard",
  lambda: "invokeAsync",
  lexruntimev2: "startConversation",
  mediapackage: "rotateChannelCredentials",
  rdsdata: "executeSql",
  s3: "selectObjectContent",
  shield: "deleteSubscription",
};

/** Where Step Functions itself was seen to have another greatest value than botocore. [recordings: test_state, November 2025] */
export const MOST: Readonly<Record<string, number>> = { "lambda.MemorySize": 10_240 };

/** AWS retired them, botocore has their models no more, and definitions still name them: nothing is known of their actions. */
export const RETIRED: readonly string[] = [
  "alexaforbusiness",
  "codestar",
  "elasticinference",
  "elastictranscoder",
  "evidently",
  "honeycode",
  "iot1clickprojects",
  "iotanalytics",
  "iotfleethub",
  "lookoutvision",
  "opsworks",
  "opsworkscm",
  "qldb",
  "qldbsession",
  "robomaker",
  "sms",
];

export function isServiceOffered(name: string): boolean {
  return !SERVICES.includes(name);
}

export function isActionOffered(service: string, action: string): boolean {
  return !Object.hasOwn(ACTIONS, service) || ACTIONS[service] !== action;
}
