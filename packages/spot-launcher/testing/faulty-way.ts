import { type Fault as WireFault, openFaultyWay as openWay } from "@alpha-engine/faulty-way";
import { EC2Client } from "@aws-sdk/client-ec2";

/** What a way can do to a call, or an error of that code as EC2 would spell it. */
export type Fault = WireFault | { readonly code: string };

export interface FaultyWay extends AsyncDisposable {
  readonly ec2: EC2Client;
  readonly endpoint: string;
  /** The actions asked for, in order. */
  readonly calls: readonly string[];
}

/** A way to EC2 on which things go wrong: `fault` is asked for each call, with how often it was asked before. */
export async function openFaultyWay(
  endpoint: string,
  fault: (action: string, before: number) => Fault | undefined,
): Promise<FaultyWay> {
  const way = await openWay(
    endpoint,
    (_, body) => new URLSearchParams(body).get("Action") ?? "",
    (action, before) => asWireFault(fault(action, before)),
  );
  const ec2 = new EC2Client({ endpoint: way.endpoint, region: "us-east-1", maxAttempts: 1 });
  return {
    ec2,
    endpoint: way.endpoint,
    calls: way.calls,
    [Symbol.asyncDispose]: async () => {
      ec2.destroy();
      await way[Symbol.asyncDispose]();
    },
  };
}

function asWireFault(fault: Fault | undefined): WireFault | undefined {
  if (fault === undefined || typeof fault === "string" || "body" in fault) return fault;
  const error = `<Error><Code>${fault.code}</Code><Message>not now</Message></Error>`;
  const body = `<Response><Errors>${error}</Errors><RequestID>1</RequestID></Response>`;
  return { status: 503, contentType: "text/xml", body };
}
