import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { boto3, BOTO3 } from "../../../testing/boto3.ts";
import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";

describe.skipIf(!BOTO3)(`boto3${BOTO3 ? "" : ", skipped: it is not installed"}`, { timeout: 120_000 }, () => {
  let test_: TestCloud;
  beforeAll(async () => {
    test_ = await startTestCloud();
  });
  afterAll(() => test_[Symbol.asyncDispose]());

  test("brings a large object up, down and over in parts, pages in the order of bytes, signs links, and empties a bucket", async () => {
    const told = await boto3(
      test_.cloud.environment,
      `
import io, os, urllib.request
from boto3.s3.transfer import TransferConfig
s3 = boto3.client("s3")
bucket = boto3.resource("s3").create_bucket(Bucket="judge")
s3.get_waiter("bucket_exists").wait(Bucket="judge")
parts = TransferConfig(multipart_threshold=6 * 2**20, multipart_chunksize=6 * 2**20)
large = os.urandom(14 * 2**20)
s3.upload_fileobj(io.BytesIO(large), "judge", "large", Config=parts)
s3.copy({"Bucket": "judge", "Key": "large"}, "judge", "over", Config=parts)
down = io.BytesIO()
s3.download_fileobj("judge", "over", down)
for number in range(12):
    bucket.put_object(Key=f"k\u00e9+ {number}", Body=b"x", Tagging="a=b")
orders = []
for size in (1, 2, 7):
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket="judge", PaginationConfig={"PageSize": size})
    keys = [each["Key"] for page in pages for each in page["Contents"]]
    orders.append(len(keys) == 14 and keys == sorted(keys, key=lambda key: key.encode()))
link = s3.generate_presigned_url("get_object", Params={"Bucket": "judge", "Key": "k\u00e9+ 0"}, ExpiresIn=60)
read = urllib.request.urlopen(link).read().decode()
bucket.object_versions.delete()
bucket.delete()
s3.get_waiter("bucket_not_exists").wait(Bucket="judge")
print(json.dumps([down.getvalue() == large, orders, read]))
`,
    );
    expect(told).toEqual([true, [true, true, true], "x"]);
  });
});
