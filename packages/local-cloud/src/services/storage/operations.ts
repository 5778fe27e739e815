/** What fauxqs 2.4 answers, by service as in the SigV4 scope. */
export const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  s3: words(`AbortMultipartUpload CompleteMultipartUpload CopyObject CreateBucket CreateMultipartUpload DeleteBucket
    DeleteBucketLifecycle DeleteObject DeleteObjects GetBucketLifecycleConfiguration GetObject GetObjectAttributes
    HeadBucket HeadObject ListBuckets ListObjects ListObjectsV2 PutBucketLifecycleConfiguration PutObject UploadPart`),
  sqs: words(`ChangeMessageVisibility ChangeMessageVisibilityBatch CreateQueue DeleteMessage DeleteMessageBatch
    DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags ListQueues PurgeQueue ReceiveMessage SendMessage
    SendMessageBatch SetQueueAttributes TagQueue UntagQueue`),
  sns: words(`ConfirmSubscription CreateTopic DeleteTopic GetSubscriptionAttributes GetTopicAttributes ListSubscriptions
    ListSubscriptionsByTopic ListTagsForResource ListTopics Publish PublishBatch SetSubscriptionAttributes
    SetTopicAttributes Subscribe TagResource Unsubscribe UntagResource`),
};

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
