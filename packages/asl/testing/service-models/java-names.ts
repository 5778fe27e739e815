/** Step Functions names what the AWS SDK for Java 2 names; so do these, by its rules. [aws-sdk-java-v2, codegen] */

/** `SNSTopicArn` is `SnsTopicArn`, `awsvpcConfiguration` is `AwsvpcConfiguration`, and what Java has taken gets an ending: `StaticValue`. */
export function pascalCase(name: string): string {
  const pascal = words(name)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
    .join("");
  return TAKEN.has(uncapitalised(pascal)) ? `${pascal}Value` : pascal;
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

function words(name: string): string[] {
  return name
    .replaceAll(/[^A-Za-z0-9]+/g, " ")
    .replaceAll(/([^a-z]{2,})v([0-9]+)/g, "$1 v$2 ")
    .replaceAll(/([^A-Z]{2,})V([0-9]+)/g, "$1 V$2 ")
    .replaceAll(/(?<=[a-z])(?=[A-Z][a-zA-Z0-9])/g, " ")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .replaceAll(/([0-9])([a-zA-Z])/g, "$1 $2")
    .trim()
    .split(/ +/);
}
