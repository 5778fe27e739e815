export interface DispatchOptions {
  readonly instanceId: string;
  /** Shell text. Runs from a file, under the interpreter its first line names (`#!…`), bash where it names none. */
  readonly script: string;
  /** Shown as the command's comment; cut at 100 characters. */
  readonly description: string;
  /** How long the script may run on the instance, in seconds; the agent kills it then. @default 3600 */
  readonly executionTimeout?: number | undefined;
  /** How long the delivery may take, in seconds, at least 30. It never ends a script that runs. @default 60 */
  readonly deliveryTimeout?: number | undefined;
  /** Exported at the top of the script, quoted. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Where SSM keeps the whole output; without it only the first 24,000 characters of stdout are to be had. */
  readonly output?: { readonly bucket: string; readonly prefix: string } | undefined;
  /** Cancels the remote command; the dispatch then waits for its end. */
  readonly signal?: AbortSignal | undefined;
  /** Called once, as soon as SSM has accepted the command. */
  readonly onSent?: ((commandId: string) => void) | undefined;
}
