import { type Fault, type FaultyWay, openFaultyWay } from "@alpha-engine/faulty-way";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";

import type { Plan, WireFault } from "./plan.ts";

export interface Ways extends AsyncDisposable {
  readonly ssm: SSMClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  readonly way: FaultyWay;
}

/** One run's own ways to the cloud, with the faults of its plan on them. */
export async function openWays(plan: Plan, endpoint: string, s3Endpoint: string): Promise<Ways> {
  const way = await openFaultyWay(
    endpoint,
    (headers, body) =>
      String(headers["x-amz-target"] ?? "").split(".")[1] ?? new URLSearchParams(body).get("Action") ?? "",
    (operation, before) => {
      if (operation === "GetCommandInvocation" && before < plan.missing) return json(400, "InvocationDoesNotExist");
      const at = operation === "GetCommandInvocation" ? before - plan.missing : before;
      return asFault(plan.faults[operation]?.[at], operation === "DescribeInstances");
    },
  );
  const storage = await openFaultyWay(
    s3Endpoint,
    () => "s3",
    (_, before) => (plan.s3 === "down" || (plan.s3 === "late" && before < 2) ? "reset" : undefined),
  );
  const common = { region: "us-east-1", maxAttempts: 1 };
  const there = { ...common, endpoint: way.endpoint };
  const clients = {
    ssm: new SSMClient(there),
    ec2: new EC2Client(there),
    logs: new CloudWatchLogsClient(there),
    s3: new S3Client({ region: "us-east-1", endpoint: storage.endpoint, forcePathStyle: true }),
  };
  return {
    ...clients,
    way,
    [Symbol.asyncDispose]: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await Promise.all([way[Symbol.asyncDispose](), storage[Symbol.asyncDispose]()]);
    },
  };
}

function asFault(fault: WireFault | undefined, isQuery: boolean): Fault | undefined {
  switch (fault) {
    case undefined:
      return undefined;
    case "reset":
      return "reset";
    case "answer lost":
      return "answer-lost";
    case "throttled":
      return isQuery ? xml(503, "RequestLimitExceeded") : json(400, "ThrottlingException");
    case "out of order":
      return isQuery ? xml(500, "InternalError") : json(500, "InternalServerError");
  }
}

function json(status: number, type: string): Fault {
  const body = JSON.stringify({ __type: type, message: "as planned" });
  return { status, contentType: "application/x-amz-json-1.1", body };
}

function xml(status: number, code: string): Fault {
  const error = `<Error><Code>${code}</Code><Message>as planned</Message></Error>`;
  return { status, contentType: "text/xml", body: `<Response><Errors>${error}</Errors></Response>` };
}
