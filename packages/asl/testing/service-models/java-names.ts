/** Step Functions names what the AWS SDK for Java 2 names; so do these, by its rules. [aws-sdk-java-v2, codegen] */

/**
 * `SNSTopicArn` is `SnsTopicArn`, but `TemplateURL` stays: only the capitals that it begins with are one word.
 * `awsvpcConfiguration` is `AwsvpcConfiguration`, and what Java has taken gets an ending: `StaticValue`. [aws-sdk-java-v2:
 * `templateURL(…)`, `sseCustomerKeyMD5(…)`; `TemplateURL` and `EndTimecodeSMPTE` in AWS's own samples]
 */
export function memberName(name: string): string {
  const own = uncapitalised(name);
  return `${own.slice(0, 1).toUpperCase()}${own.slice(1)}${TAKEN.has(own) ? "Value" : ""}`;
}

/** Java's words, and the methods of its objects. */
const TAKEN: ReadonlySet<string> = new Set(
  [
    "abstract assert boolean break byte case catch char class const continue default do double else enum extends false",
    "final finally float for goto if implements import instanceof int interface long native new package private",
    "protected public return short static strictfp super switch synchronized this throw throws transient true try void",
    "volatile while clone equals finalize getClass hashCode notify notifyAll toString wait",
  ].flatMap((line) => line.split(" ")),
);

/** `DescribeDBInstances` is `describeDBInstances`. */
export function uncapitalised(name: string): string {
  const capitals = /^[A-Z]+(?![a-z])|^[A-Z]/.exec(name)?.[0] ?? "";
  return capitals.toLowerCase() + name.slice(capitals.length);
}

/** `Cost and Usage Report Service` is `costandusagereport`. */
export function servicePrefix(serviceId: string): string {
  return serviceId
    .replace(/^(?:AWS|Amazon)\s+/, "")
    .replace(/\s*Service$/, "")
    .replaceAll(/[^A-Za-z0-9]/g, "")
    .toLowerCase();
}
