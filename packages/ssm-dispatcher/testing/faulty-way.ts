import { type Fault as WireFault, openFaultyWay as openWay } from "@alpha-engine/faulty-way";
import { SSMClient } from "@aws-sdk/client-ssm";

/** What a way can do to a call, or an error or an answer as SSM would spell it. */
export type Fault =
  | Extract<WireFault, string>
  | { readonly status: number; readonly type: string }
  | { readonly answer: object };

export interface FaultyWay extends AsyncDisposable {
  readonly ssm: SSMClient;
  /** The operations asked for, in order. */
  readonly calls: readonly string[];
}

/** A way to SSM on which things go wrong: `fault` is asked for each call, with how often it was asked before. */
export async function openFaultyWay(
  endpoint: string,
  fault: (operation: string, before: number) => Fault | undefined,
): Promise<FaultyWay> {
  const way = await openWay(
    endpoint,
    (headers) => String(headers["x-amz-target"]).split(".").at(-1) ?? "",
    (operation, before) => asWireFault(fault(operation, before)),
  );
  const ssm = new SSMClient({ endpoint: way.endpoint, region: "us-east-1", maxAttempts: 1 });
  return {
    ssm,
    calls: way.calls,
    [Symbol.asyncDispose]: async () => {
      ssm.destroy();
      await way[Symbol.asyncDispose]();
    },
  };
}

function asWireFault(fault: Fault | undefined): WireFault | undefined {
  if (fault === undefined || typeof fault === "string") return fault;
  const [status, answer] =
    "answer" in fault ? [200, fault.answer] : [fault.status, { __type: fault.type, message: "out of order" }];
  return { status, contentType: "application/x-amz-json-1.1", body: JSON.stringify(answer) };
}
