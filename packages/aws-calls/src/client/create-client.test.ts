import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { SFN } from "@aws-sdk/client-sfn";
import { SendCommandCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { explainFailure } from "../failure/explain-failure.ts";
import { bounded } from "../patience/bounded.ts";
import { createClient } from "./create-client.ts";

const MINUTES = 60_000;
let folder = "";
let stop: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aws-calls-"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", undefined);
  keep("AKIAFIRSTFIRSTFIRST1");
});

afterEach(async () => {
  for (const end of stop) await end();
  stop = [];
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function keep(accessKeyId: string): void {
  const lines = ["[default]", `aws_access_key_id = ${accessKeyId}`, "aws_secret_access_key = made-up"];
  writeFileSync(join(folder, "credentials"), lines.join("\n"));
}

/** A service on loopback that every client is led to. */
async function serve(listener: RequestListener): Promise<void> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  stop.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
}

type Retries = "none" | "standard";

/** Each protocol has its own way to say that something was refused. */
const SERVICES = {
  ssm: {
    client: (retries: Retries) => {
      const client = createClient(SSMClient, { retries });
      return () => client.send(new SendCommandCommand({ DocumentName: "AWS-RunShellScript" }));
    },
    good: '{"Command":{"CommandId":"1"}}',
    refusal: (name: string) => JSON.stringify({ __type: name, message: "no" }),
  },
  ec2: {
    client: (retries: Retries) => {
      const client = createClient(EC2Client, { retries });
      return () => client.send(new DescribeInstancesCommand({}));
    },
    good: "<DescribeInstancesResponse><reservationSet/></DescribeInstancesResponse>",
    refusal: (name: string) =>
      `<Response><Errors><Error><Code>${name}</Code><Message>no</Message></Error></Errors></Response>`,
  },
  s3: {
    client: (retries: Retries) => {
      const client = createClient(S3Client, { retries, config: { forcePathStyle: true } });
      return () => client.send(new ListBucketsCommand({}));
    },
    good: "<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>",
    refusal: (name: string) => `<Error><Code>${name}</Code><Message>no</Message></Error>`,
  },
} as const;

const SKEW_NAMES = { ssm: "InvalidSignatureException", ec2: "AuthFailure", s3: "RequestTimeTooSkewed" } as const;
const services = Object.keys(SERVICES) as (keyof typeof SERVICES)[];
const everyWay = services.flatMap((service) =>
  (["none", "standard"] as const).map((retries) => ({ service, retries })),
);

function signedAt({ headers }: IncomingMessage): number {
  const text = String(headers["x-amz-date"]);
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

describe("a machine whose clock is ten minutes off", () => {
  test.each(everyWay)("calls $service with retries $retries as any other does", async ({ service, retries }) => {
    const { client, good, refusal } = SERVICES[service];
    const offset = 10 * MINUTES;
    let refused = 0;
    await serve((request, response) => {
      request.resume();
      const now = Date.now() + offset;
      response.setHeader("date", new Date(now).toUTCString());
      const isRight = Math.abs(signedAt(request) - now) < 5 * MINUTES;
      refused += isRight ? 0 : 1;
      response.writeHead(isRight ? 200 : 403).end(isRight ? good : refusal(SKEW_NAMES[service]));
    });
    const ask = client(retries);
    await ask();
    await ask();
    expect(refused, "once for both calls").toBe(1);
  });
});

describe("credentials that are renewed in a file during a run", () => {
  test.each(everyWay)(
    "are read again when $service says that they expired, with retries $retries",
    async ({ service, retries }) => {
      const { client, good, refusal } = SERVICES[service];
      const seen: string[] = [];
      let valid = "AKIAFIRSTFIRSTFIRST1";
      await serve((request, response) => {
        request.resume();
        const [, accessKeyId = ""] = /Credential=([^/]+)/.exec(String(request.headers.authorization)) ?? [];
        seen.push(accessKeyId);
        const isRight = accessKeyId === valid;
        response.writeHead(isRight ? 200 : 400).end(isRight ? good : refusal("ExpiredToken"));
      });
      const ask = client(retries);
      await ask();
      valid = "AKIASECONDSECONDSEC2";
      keep(valid);
      await ask();
      expect(seen.at(-1)).toBe(valid);
      expect(seen, "one call before, one refused, one made again").toHaveLength(3);
    },
  );

  test("are not asked with twice when the file has the same ones still", async () => {
    let calls = 0;
    await serve((request, response) => {
      request.resume();
      calls += 1;
      response.writeHead(400).end(SERVICES.ssm.refusal("ExpiredTokenException"));
    });
    const client = createClient(SSMClient, { retries: "none" });
    const asking = client.send(new SendCommandCommand({ DocumentName: "d" }));
    await expect(asking).rejects.toThrow(expect.objectContaining({ name: "ExpiredTokenException" }));
    expect(calls).toBe(1);
  });

  test("serve many calls that are under way at once", async () => {
    let valid = "AKIAFIRSTFIRSTFIRST1";
    await serve((request, response) => {
      request.resume();
      const isRight = String(request.headers.authorization).includes(valid);
      response
        .writeHead(isRight ? 200 : 400)
        .end(isRight ? SERVICES.ssm.good : SERVICES.ssm.refusal("ExpiredTokenException"));
    });
    const client = createClient(SSMClient, { retries: "none" });
    const command = new SendCommandCommand({ DocumentName: "d" });
    await client.send(command);
    valid = "AKIASECONDSECONDSEC2";
    keep(valid);
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.send(command)));
    expect(answers.every(({ Command }) => Command?.CommandId === "1")).toBe(true);
  });
});

test("retries: none asks once, also where the answer is a fault of the service", async () => {
  let calls = 0;
  await serve((request, response) => {
    request.resume();
    calls += 1;
    response.writeHead(500).end(SERVICES.ec2.refusal("InternalError"));
  });
  await expect(SERVICES.ec2.client("none")()).rejects.toThrow(expect.objectContaining({ name: "InternalError" }));
  expect(calls).toBe(1);
});

test("an endpoint that is silent is given up, and the call is lost", async () => {
  await serve((request) => void request.resume());
  const client = createClient(EC2Client, { retries: "none", requestTimeout: "50ms" });
  const failure = await client.send(new DescribeInstancesCommand({})).catch(explainFailure);
  expect(failure).toMatchObject({ kind: "lost", mayHaveHadEffect: true });
});

test("one call is bounded by its own time and by the caller's signal", async () => {
  await serve((request) => void request.resume());
  const sfn = createClient(SFN, { retries: "none" });
  const lost = await sfn.listStateMachines({}, bounded({ callTimeout: "50ms" })).catch(explainFailure);
  expect(lost).toMatchObject({ kind: "lost" });
  const signal = AbortSignal.timeout(50);
  const cancelled = await sfn
    .listStateMachines({}, bounded({ signal }))
    .catch((error: unknown) => explainFailure(error, { signal }));
  expect(cancelled).toMatchObject({ kind: "cancelled" });
});

test("the region is the caller's, else the environment's in the order of the AWS CLI", async () => {
  const regionOf = async (region?: string) => createClient(EC2Client, { region }).config.region();
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_DEFAULT_REGION", "eu-north-1");
  expect([await regionOf("us-west-2"), await regionOf()]).toEqual(["us-west-2", "eu-west-1"]);
  vi.stubEnv("AWS_REGION", undefined);
  expect(await regionOf()).toBe("eu-north-1");
});

test("credentials that the caller gives are used as they are", async () => {
  const credentials = { accessKeyId: "AKIAGIVENGIVENGIVEN1", secretAccessKey: "made-up" };
  const client = createClient(EC2Client, { config: { credentials } });
  expect(await client.config.credentials()).toMatchObject(credentials);
});
