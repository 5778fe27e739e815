/** What answers of the services that a task can call, by service as in the SigV4 scope: so that it is known without a cloud. */
const ANSWERED: Readonly<Record<string, string>> = {
  dynamodb: `
    BatchGetItem BatchWriteItem CreateTable DeleteItem DeleteTable DescribeTable DescribeTimeToLive GetItem
    ListTables ListTagsOfResource PutItem Query Scan TagResource UntagResource UpdateItem UpdateTable`,
  ec2: `
    CancelSpotInstanceRequests CreateFleet CreateLaunchTemplate CreateLaunchTemplateVersion CreateTags DeleteFleets
    DeleteLaunchTemplate DeleteTags DeleteVolume DescribeAddresses DescribeAvailabilityZones DescribeFleets
    DescribeImages DescribeInstanceAttribute DescribeInstanceStatus DescribeInstanceTypeOfferings
    DescribeInstanceTypes DescribeInstances DescribeKeyPairs DescribeLaunchTemplateVersions DescribeLaunchTemplates
    DescribeNetworkInterfaces DescribeRegions DescribeSecurityGroups DescribeSpotInstanceRequests
    DescribeSpotPriceHistory DescribeSubnets DescribeTags DescribeVolumes DescribeVpcs GetConsoleOutput
    ModifyInstanceAttribute ModifyLaunchTemplate RebootInstances RequestSpotInstances RunInstances StartInstances
    StopInstances TerminateInstances`,
  lambda: `
    GetFunction GetFunctionConfiguration Invoke ListFunctions`,
  monitoring: `
    PutMetricData`,
  s3: `
    AbortMultipartUpload CompleteMultipartUpload CopyObject CreateBucket CreateMultipartUpload DeleteBucket
    DeleteBucketTagging DeleteObject DeleteObjectTagging DeleteObjects GetBucketAccelerateConfiguration GetBucketAcl
    GetBucketCors GetBucketEncryption GetBucketLifecycleConfiguration GetBucketLocation GetBucketLogging
    GetBucketNotificationConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
    GetBucketReplication GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetObject
    GetObjectAcl GetObjectAttributes GetObjectLockConfiguration GetObjectTagging GetPublicAccessBlock HeadBucket
    HeadObject ListBuckets ListMultipartUploads ListObjectVersions ListObjects ListObjectsV2 ListParts
    PutBucketTagging PutObject PutObjectTagging UploadPart UploadPartCopy`,
  sns: `
    ConfirmSubscription CreateTopic DeleteTopic GetSubscriptionAttributes GetTopicAttributes ListSubscriptions
    ListSubscriptionsByTopic ListTagsForResource ListTopics Publish PublishBatch SetSubscriptionAttributes
    SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource`,
  sqs: `
    ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue DeleteMessage DeleteMessageBatch DeleteQueue
    GetQueueAttributes GetQueueUrl ListDeadLetterSourceQueues ListQueueTags ListQueues PurgeQueue ReceiveMessage
    SendMessage SendMessageBatch SetQueueAttributes TagQueue UntagQueue`,
  ssm: `
    AddTagsToResource CancelCommand DeleteParameter DeleteParameters DescribeInstanceInformation DescribeParameters
    GetCommandInvocation GetParameter GetParameterHistory GetParameters GetParametersByPath LabelParameterVersion
    ListCommandInvocations ListCommands ListTagsForResource PutParameter RemoveTagsFromResource SendCommand
    UnlabelParameterVersion`,
  states: `
    CreateActivity CreateStateMachine CreateStateMachineAlias DeleteActivity DeleteStateMachine
    DeleteStateMachineAlias DeleteStateMachineVersion DescribeActivity DescribeExecution DescribeMapRun
    DescribeStateMachine DescribeStateMachineAlias DescribeStateMachineForExecution GetActivityTask
    GetExecutionHistory ListActivities ListExecutions ListMapRuns ListStateMachineAliases ListStateMachineVersions
    ListStateMachines ListTagsForResource PublishStateMachineVersion RedriveExecution SendTaskFailure
    SendTaskHeartbeat SendTaskSuccess StartExecution StartSyncExecution StopExecution TagResource TestState
    UntagResource UpdateMapRun UpdateStateMachine UpdateStateMachineAlias ValidateStateMachineDefinition`,
};

/** `ssm` → `SendCommand`, … */
export const OPERATIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(ANSWERED).map(([service, names]) => [service, new Set(names.trim().split(/\s+/))]),
);
