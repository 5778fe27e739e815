import type { Duration } from "@alpha-engine/dialect";

/** A Lambda function: an export of an ES module, run in a process of its own for each invocation. */
export interface LambdaFunction {
  /** A path or URL of an ES module. */
  readonly module: string | URL;
  /** The name of the export. @default "handler" */
  readonly handler?: string;
  /** On the cloud's clock. @default "15m" */
  readonly timeout?: Duration;
  readonly environment?: Readonly<Record<string, string>>;
}
