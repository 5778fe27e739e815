/** S3's own names: `s3`, `s3.eu-west-1`, `s3-fips.us-east-1`, with what the region's domain ends with. */
const S3_NAME = /^(?:(.+)\.)?s3(?:[.-][a-z0-9-]+){0,3}(?:\.amazonaws\.com(?:\.cn)?|\.localhost)$/i;

/** The bucket in a host name of the virtual-hosted style; `undefined` where the path says it. */
export function bucketOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, "");
  const known = S3_NAME.exec(name);
  if (known !== null) return known[1];
  return /^(.+)\.localhost$/i.exec(name)?.[1];
}
