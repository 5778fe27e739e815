import { findBucket, findObject } from "../request/find.ts";
import { ownerId } from "../request/owner.ts";
import { xmlReply } from "../request/reply.ts";
import { S3Error } from "../request/s3-error.ts";
import type { S3Request } from "../request/s3-request.ts";
import type { Operation, Operations, S3 } from "../request/s3.ts";
import { DECLARATION, type Xml } from "../xml/write-xml.ts";

/**
 * What can be asked of a bucket and cannot be set here is answered as by AWS for a bucket that was made and left as it was:
 * tools ask for it before they do anything. Source: the API reference of S3, 2026.
 */
export const bucketDefaults: Operations = {
  GetBucketAccelerateConfiguration: answers("AccelerateConfiguration", {}),
  GetBucketAcl: (s3, request) => {
    findBucket(s3, request);
    return acl(s3);
  },
  GetBucketCors: lacks("NoSuchCORSConfiguration", "The CORS configuration does not exist"),
  GetBucketEncryption: answers("ServerSideEncryptionConfiguration", {
    Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false },
  }),
  GetBucketLifecycleConfiguration: lacks("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
  GetBucketLogging: answers("BucketLoggingStatus", {}),
  GetBucketNotificationConfiguration: answers("NotificationConfiguration", {}),
  GetBucketOwnershipControls: answers("OwnershipControls", { Rule: { ObjectOwnership: "BucketOwnerEnforced" } }),
  GetBucketPolicy: lacks("NoSuchBucketPolicy", "The bucket policy does not exist"),
  GetBucketPolicyStatus: lacks("NoSuchBucketPolicy", "The bucket policy does not exist"),
  GetBucketReplication: lacks("ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
  GetBucketRequestPayment: answers("RequestPaymentConfiguration", { Payer: "BucketOwner" }),
  GetBucketVersioning: answers("VersioningConfiguration", {}),
  GetBucketWebsite: lacks("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
  GetObjectAcl: (s3, request) => {
    findObject(s3, request);
    return acl(s3);
  },
  GetObjectLockConfiguration: lacks(
    "ObjectLockConfigurationNotFoundError",
    "Object Lock configuration does not exist for this bucket",
  ),
  GetPublicAccessBlock: answers("PublicAccessBlockConfiguration", {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  }),
};

function answers(root: string, content: Xml): Operation {
  return (s3: S3, request: S3Request) => {
    findBucket(s3, request);
    return xmlReply(root, content);
  };
}

function lacks(code: string, message: string): Operation {
  return (s3: S3, request: S3Request) => {
    throw new S3Error(code, message, 404, { BucketName: findBucket(s3, request).name });
  };
}

/** The owner may do everything, and nobody else anything. The grantee's type is an attribute. */
function acl(s3: S3): { readonly statusCode: number; readonly headers: Record<string, string>; readonly body: string } {
  const id = ownerId(s3);
  const grantee = `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>${id}</ID></Grantee>`;
  const list = `<AccessControlList><Grant>${grantee}<Permission>FULL_CONTROL</Permission></Grant></AccessControlList>`;
  const body = `${DECLARATION}<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>${id}</ID></Owner>${list}</AccessControlPolicy>`;
  return { statusCode: 200, headers: { "content-type": "application/xml" }, body };
}
