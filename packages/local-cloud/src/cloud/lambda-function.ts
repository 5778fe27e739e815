import type { Duration } from "@alpha-engine/dialect";

/** A Lambda function, in a process that is kept for the invocations that follow. */
export type LambdaFunction = LambdaSettings & (ModuleFunction | PythonFunction | CommandFunction);

/** What every function has. */
export interface LambdaSettings {
  /** On the cloud's clock. @default "15m" */
  readonly timeout?: Duration;
  readonly environment?: Readonly<Record<string, string>>;
}

/** An export of an ES module. */
export interface ModuleFunction {
  /** A path or URL of an ES module. */
  readonly module: string | URL;
  /** The name of the export. @default "handler" */
  readonly handler?: string;
}

/** A function of a Python module, run by `python3`. */
export interface PythonFunction {
  /** Module and function as Lambda's handler names them: `app.handler`. */
  readonly python: string;
  /** Where the module is. @default the working directory */
  readonly folder?: string;
}

/** Any program: it gets every event as a line of JSON on its stdin, and answers each with a line of JSON on its stdout. */
export interface CommandFunction {
  readonly command: readonly [string, ...string[]];
  /** Where it is run. @default the working directory */
  readonly folder?: string;
}
