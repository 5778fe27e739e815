/** How a service is called, and what AWS calls it in errors. */
export interface Service {
  /** Loads the client package; only when a task needs it. */
  readonly load: () => Promise<object>;
  readonly client: string;
  /** `AWS_ENDPOINT_URL_<this>` leads to the service. */
  readonly endpoint: string;
  /** As in the SigV4 scope. @default the endpoint in small letters */
  readonly signingName?: string;
  /** Prefix of error names in `aws-sdk` integrations: the Java SDK's client. [LocalStack's recordings of AWS, 2025] */
  readonly prefix: string;
  /** Whether the service's own field names begin with a small letter, where Step Functions' do not. */
  readonly smallLetters?: boolean;
  /** The older spelling that optimised integrations answer with. [LocalStack's recordings of AWS, services_optimized, snapshot of 2026-03] */
  readonly optimised?: { readonly prefix: string; readonly base: string; readonly service: string };
}

export const SERVICES: Readonly<Record<string, Service>> = {
  ssm: { load: () => import("@aws-sdk/client-ssm"), client: "SSMClient", endpoint: "SSM", prefix: "Ssm" },
  ec2: { load: () => import("@aws-sdk/client-ec2"), client: "EC2Client", endpoint: "EC2", prefix: "Ec2" },
  s3: { load: () => import("@aws-sdk/client-s3"), client: "S3Client", endpoint: "S3", prefix: "S3" },
  cloudwatch: {
    load: () => import("@aws-sdk/client-cloudwatch"),
    client: "CloudWatchClient",
    endpoint: "CLOUDWATCH",
    signingName: "monitoring",
    prefix: "CloudWatch",
  },
  sfn: {
    load: () => import("@aws-sdk/client-sfn"),
    client: "SFNClient",
    endpoint: "SFN",
    signingName: "states",
    prefix: "Sfn",
    smallLetters: true,
    optimised: { prefix: "StepFunctions", base: "AWSStepFunctionsException", service: "AWSStepFunctions" },
  },
  sns: {
    load: () => import("@aws-sdk/client-sns"),
    client: "SNSClient",
    endpoint: "SNS",
    prefix: "Sns",
    optimised: { prefix: "SNS", base: "AmazonSNSException", service: "AmazonSNS" },
  },
  sqs: {
    load: () => import("@aws-sdk/client-sqs"),
    client: "SQSClient",
    endpoint: "SQS",
    prefix: "Sqs",
    optimised: { prefix: "SQS", base: "AmazonSQSException", service: "AmazonSQS" },
  },
  dynamodb: {
    load: () => import("@aws-sdk/client-dynamodb"),
    client: "DynamoDBClient",
    endpoint: "DYNAMODB",
    prefix: "DynamoDb",
    optimised: { prefix: "DynamoDB", base: "AmazonDynamoDBException", service: "AmazonDynamoDBv2" },
  },
  lambda: {
    load: () => import("@aws-sdk/client-lambda"),
    client: "LambdaClient",
    endpoint: "LAMBDA",
    prefix: "Lambda",
    optimised: { prefix: "Lambda", base: "AWSLambdaException", service: "AWSLambda" },
  },
};

/** Where an optimised integration has another name for a service than `aws-sdk` has. */
export const OPTIMISED_NAMES: Readonly<Record<string, string>> = { states: "sfn" };

/** The optimised integrations on offer. */
export const OPTIMISED: ReadonlySet<string> = new Set([
  "lambda:invoke",
  "sns:publish",
  "sqs:sendMessage",
  "dynamodb:getItem",
  "dynamodb:putItem",
  "dynamodb:updateItem",
  "dynamodb:deleteItem",
  "states:startExecution",
  "states:startExecution.sync",
  "states:startExecution.sync:2",
]);
