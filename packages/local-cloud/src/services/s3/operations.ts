import { bucketDefaults } from "./buckets/bucket-defaults.ts";
import { deleteBucketTagging, getBucketTagging, putBucketTagging } from "./buckets/bucket-tagging.ts";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./buckets/buckets.ts";
import { listObjectVersions } from "./listing/list-object-versions.ts";
import { listObjects, listObjectsV2 } from "./listing/list-objects.ts";
import { completeMultipartUpload } from "./multipart/complete-upload.ts";
import { createMultipartUpload } from "./multipart/create-upload.ts";
import { abortMultipartUpload, listMultipartUploads, listParts } from "./multipart/list-uploads.ts";
import { uploadPart, uploadPartCopy } from "./multipart/upload-part.ts";
import { copyObject } from "./objects/copy-object.ts";
import { deleteObject } from "./objects/delete-object.ts";
import { deleteObjects } from "./objects/delete-objects.ts";
import { getObject } from "./objects/get-object.ts";
import { getObjectAttributes } from "./objects/object-attributes.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./objects/object-tagging.ts";
import { putObject } from "./objects/put-object.ts";
import type { Operations } from "./request/s3.ts";

/** Everything that S3 does here, by the name of the operation. */
export const s3Operations: Operations = {
  ...bucketDefaults,
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteBucket: deleteBucket,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteObject: deleteObject,
  DeleteObjectTagging: deleteObjectTagging,
  DeleteObjects: deleteObjects,
  GetBucketLocation: getBucketLocation,
  GetBucketTagging: getBucketTagging,
  GetObject: getObject,
  GetObjectAttributes: getObjectAttributes,
  GetObjectTagging: getObjectTagging,
  HeadBucket: headBucket,
  HeadObject: getObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listMultipartUploads,
  ListObjectVersions: listObjectVersions,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PutBucketTagging: putBucketTagging,
  PutObject: putObject,
  PutObjectTagging: putObjectTagging,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};
