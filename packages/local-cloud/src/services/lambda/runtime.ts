import { dateAhead } from "../../cloud/date-ahead.ts";

/** What the parent sends to the process of a function. */
export interface InvocationOrder {
  readonly module: string;
  readonly handler: string;
  readonly event: unknown;
  readonly context: {
    readonly functionName: string;
    readonly awsRequestId: string;
    readonly invokedFunctionArn: string;
    readonly remainingMs: number;
    readonly functionVersion: string;
    readonly memoryLimitInMB: string;
    readonly logGroupName: string;
    readonly logStreamName: string;
  };
  /** How many milliseconds the cloud's clock is ahead of this machine's. */
  readonly aheadMs: number;
}

/** What the process answers. */
export type InvocationReply =
  | { readonly ok: true; readonly result: string | undefined }
  | {
      readonly ok: false;
      readonly error: LambdaErrorShape;
      /** The error as the function's own runtime writes it. */
      readonly text?: string;
    };

export interface LambdaErrorShape {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The child's side: runs the handler for one order after the other. */
export function runInvocations(): void {
  // The cloud is gone, however it went: so is what it runs.
  process.once("disconnect", () => process.exit(1));
  process.on("message", (order: InvocationOrder) => {
    void invoke(order).then((reply) => process.send?.(reply));
  });
}

async function invoke({ module, handler, event, context, aheadMs }: InvocationOrder): Promise<InvocationReply> {
  globalThis.Date = dateAhead(aheadMs);
  let exports: Record<string, unknown>;
  try {
    exports = (await import(module)) as Record<string, unknown>;
  } catch (error) {
    return failure(error, "Runtime.ImportModuleError");
  }
  const callable = exports[handler];
  if (typeof callable !== "function") {
    const errorMessage = `${handler} is undefined or not exported`;
    return { ok: false, error: { errorType: "Runtime.HandlerNotFound", errorMessage, trace: [] } };
  }
  const { remainingMs, ...rest } = context;
  const deadline = Date.now() + remainingMs;
  try {
    const result: unknown = await callable(event, { ...rest, getRemainingTimeInMillis: () => deadline - Date.now() });
    return { ok: true, result: JSON.stringify(result) };
  } catch (error) {
    return failure(error);
  }
}

/** The shape that the Node runtime gives to what a handler throws. */
function failure(error: unknown, errorType?: string): InvocationReply {
  if (!(error instanceof Error)) {
    return { ok: false, error: { errorType: errorType ?? typeof error, errorMessage: String(error), trace: [] } };
  }
  const trace = (error.stack ?? "").split("\n");
  return { ok: false, error: { errorType: errorType ?? error.name, errorMessage: error.message, trace } };
}
