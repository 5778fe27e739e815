/** What fauxqs 2.4 answers, by service as in the SigV4 scope. */
export const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  s3: words(`AbortMultipartUpload CompleteMultipartUpload CopyObject CreateBucket CreateMultipartUpload DeleteBucket
    DeleteBucketLifecycle DeleteObject DeleteObjects GetBucketLifecycleConfiguration GetObject GetObjectAttributes
    HeadBucket HeadObject ListBuckets ListObjects ListObjectsV2 PutBucketLifecycleConfiguration PutObject UploadPart`),
};

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}
