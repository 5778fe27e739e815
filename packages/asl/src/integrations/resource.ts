/** What a task calls. */
export interface Resource {
  readonly arn: string;
  readonly kind: "lambda" | "activity" | "service";
  /** As history events name them: `aws-sdk:ssm` and `sendCommand`, `lambda` and `invoke`. */
  readonly resourceType: string;
  readonly resource: string;
  readonly pattern: "request-response" | "sync" | "callback";
}

/** What is called, without how its end is waited for. */
export function actionOf({ resource }: Pick<Resource, "resource">): string {
  return resource.replace(SUFFIX, "");
}

/** `.sync`, `.sync:2`, `.waitForTaskToken`, or nothing. */
export function patternOf({ resource }: Pick<Resource, "resource">): string {
  return SUFFIX.exec(resource)?.[0] ?? "";
}

const SUFFIX = /\.(?:sync(?::\d+)?|waitForTaskToken)$/;
