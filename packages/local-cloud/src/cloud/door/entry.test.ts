/** @module-tag slow */
import { globSync, readFileSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../testing/cloud.ts";
import { unverified } from "../../wire/credential-scope.ts";

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
});
afterAll(() => test_[Symbol.asyncDispose]());

/** By Node's own client, which sends any `Host`. */
async function ask({ method = "POST", path = "/", headers = {}, body = "" }: Ask, to = test_.cloud): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const outgoing = request(`${to.endpoint}${path}`, { method, headers, agent: false }, (message) => {
    void text(message).then((all) => resolve({ status: message.statusCode ?? 0, headers: message.headers, body: all }));
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return await promise;
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_1_1 = { "content-type": "application/x-amz-json-1.1" };

/** A call of each service that would have an effect, and how the service spells that it may not. */
const CALLS: Readonly<Record<string, Ask & { readonly refused: RegExp; readonly unsigned: RegExp }>> = {
  ec2: {
    headers: FORM,
    body: "Action=RunInstances&Version=2016-11-15&ImageId=ami-1&InstanceType=t3.micro&MinCount=1&MaxCount=1",
    refused: /^<Response><Errors><Error><Code>UnauthorizedOperation</,
    unsigned: /^<Response><Errors><Error><Code>MissingAuthenticationToken</,
  },
  sts: {
    headers: FORM,
    body: "Action=GetCallerIdentity&Version=2011-06-15",
    refused: /^<ErrorResponse><Error><Type>Sender<\/Type><Code>AccessDenied</,
    unsigned: /^<ErrorResponse><Error><Type>Sender<\/Type><Code>MissingAuthenticationToken</,
  },
  ssm: {
    headers: { ...JSON_1_1, "x-amz-target": "AmazonSSM.PutParameter" },
    body: JSON.stringify({ Name: "p", Value: "v", Type: "String" }),
    refused: /"__type":"AccessDeniedException"/,
    unsigned: /"__type":"MissingAuthenticationTokenException"/,
  },
  states: {
    headers: { ...JSON_1_1, "x-amz-target": "AWSStepFunctions.ListStateMachines" },
    body: "{}",
    refused: /"__type":"AccessDeniedException"/,
    unsigned: /"__type":"MissingAuthenticationTokenException"/,
  },
  dynamodb: {
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.ListTables" },
    body: "{}",
    refused: /"__type":"AccessDeniedException"/,
    unsigned: /"__type":"MissingAuthenticationTokenException"/,
  },
  lambda: {
    path: "/2015-03-31/functions/f/invocations",
    body: "{}",
    refused: /"__type":"AccessDeniedException"/,
    unsigned: /"message":"Missing Authentication Token"/,
  },
  s3: {
    method: "PUT",
    path: "/bucket",
    refused: /<Error><Code>AccessDenied</,
    unsigned: /<Error><Code>AccessDenied<\/Code><Message>Access Denied</,
  },
  "the cloud's own orders": {
    path: "/_local-cloud/capacity",
    body: JSON.stringify({ available: 0 }),
    refused: /"__type":"AccessDeniedException"/,
    unsigned: /"message":"Missing Authentication Token"/,
  },
};

/** What a browser, or a name that leads here for a moment, puts on a request. */
const STRANGERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a page": { origin: "http://evil.example" },
  "a page of this machine": { origin: "http://localhost:3000" },
  "a page without an origin": { origin: "null" },
  "a page's picture": { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
  "a page at another port": { "sec-fetch-site": "same-site" },
  "a page out of a bucket": { "sec-fetch-site": "same-origin" },
  "a foreign name": { host: "evil.example" },
  "a name that only looks like ours": { host: "localhost.evil.example" },
  "a name that ends like ours": { host: "evil-localhost:80" },
  "a foreign address": { host: "10.0.0.1" },
};

describe.each(Object.entries(CALLS))("a call of %s", (service, { refused, unsigned, ...call }) => {
  const signed = { ...call, headers: { ...call.headers, ...unverified({ region: "us-east-1", service }) } };

  test.each(Object.entries(STRANGERS))("by %s is refused in its own form, signed or not", async (_, stranger) => {
    for (const each of [call, signed]) {
      const answer = await ask({ ...each, headers: { ...each.headers, ...stranger } });
      expect([answer.status >= 400, answer.body]).toEqual([true, expect.stringMatching(refused)]);
      expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    }
    expect(test_.cloud.calls().size).toBe(0);
  });

  test("without a signature is refused in its own words", async () => {
    const answer = await ask(call);
    expect(answer.body).toMatch(unsigned);
    expect(test_.cloud.calls().size).toBe(0);
  });
});

test("a preflight is refused, so that no page can send what a signed request sends", async () => {
  const asked = { origin: "http://evil.example", "access-control-request-method": "POST" };
  const { status, headers } = await ask({ method: "OPTIONS", headers: asked });
  expect([status, headers["access-control-allow-origin"]]).toEqual([403, undefined]);
});

describe("what comes in", () => {
  let open: TestCloud;
  beforeAll(async () => {
    open = await startTestCloud();
  });
  afterAll(() => open[Symbol.asyncDispose]());

  test.each([
    "localhost",
    "LOCALHOST:4566",
    "localhost.",
    "[::1]:4566",
    "bucket.localhost:4566",
    "a.b.s3.localhost",
    "sync-localhost",
    "127.0.0.1",
  ])("a signed request by the name %s", async (host) => {
    const headers = { ...JSON_1_1, "x-amz-target": "AmazonSSM.ListCommands", host };
    const { status } = await ask(
      { headers: { ...headers, ...unverified({ region: "us-east-1", service: "ssm" }) }, body: "{}" },
      open.cloud,
    );
    expect(status).toBe(200);
  });

  test("a link that was presigned, by either version of the signature", async () => {
    const date = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const day = date.slice(0, 8);
    const presigned = [
      `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x%2F${day}%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=${date}&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=0`,
      "AWSAccessKeyId=x&Signature=y&Expires=99999999999",
    ];
    for (const query of presigned) {
      const { status, body } = await ask({ method: "GET", path: `/no-such-bucket/key?${query}` }, open.cloud);
      expect([status, body]).toEqual([404, expect.stringContaining("<Code>NoSuchBucket</Code>")]);
    }
  });

  test("a link that a person follows by hand in a browser", async () => {
    const headers = {
      "sec-fetch-site": "none",
      "sec-fetch-mode": "navigate",
      ...unverified({ region: "us-east-1", service: "s3" }),
    };
    expect((await ask({ method: "GET", path: "/no-such-bucket", headers }, open.cloud)).status).toBe(404);
  });
});

describe("allowed by option", () => {
  let open: TestCloud;
  const origin = "http://localhost:3000";
  beforeAll(async () => {
    open = await startTestCloud({ allow: { origins: [origin], hosts: ["host.docker.internal"], unsigned: true } });
    await open.ssm.send(new PutParameterCommand({ Name: "p", Value: "v", Type: "String" }));
  });
  afterAll(() => open[Symbol.asyncDispose]());

  test("a page of the origin calls, and its browser is told so", async () => {
    const preflight = {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "x-amz-target",
    };
    const told = await ask({ method: "OPTIONS", headers: preflight }, open.cloud);
    expect([told.status, told.headers]).toMatchObject([
      204,
      { "access-control-allow-origin": origin, "access-control-allow-headers": "x-amz-target" },
    ]);
    const headers = { ...JSON_1_1, "x-amz-target": "AmazonSSM.GetParameter", origin };
    const answer = await ask({ headers, body: JSON.stringify({ Name: "p" }) }, open.cloud);
    expect([answer.status, answer.headers["access-control-allow-origin"]]).toEqual([200, origin]);
    expect((await ask({ headers: { ...headers, origin: "http://localhost:3001" } }, open.cloud)).status).toBe(400);
  });

  test("a request by another name, and one without a signature", async () => {
    const list = { ...JSON_1_1, "x-amz-target": "AmazonSSM.ListCommands" };
    for (const host of ["host.docker.internal:4566", "bucket.host.docker.internal", "localhost"]) {
      expect((await ask({ headers: { ...list, host }, body: "{}" }, open.cloud)).status).toBe(200);
    }
    const { body } = await ask({ method: "GET", path: "/no-such-bucket" }, open.cloud);
    expect(body).toContain("<Code>NoSuchBucket</Code>");
  });
});

describe("a body", () => {
  const headers = {
    ...JSON_1_1,
    "x-amz-target": "AmazonSSM.PutParameter",
    ...unverified({ region: "us-east-1", service: "ssm" }),
  };

  test("that unpacks to more than it may be is refused before it is", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
    expect(bomb.length).toBeLessThan(100_000);
    const { status, body } = await ask({ headers: { ...headers, "content-encoding": "gzip" }, body: bomb });
    expect([status, body]).toEqual([413, expect.stringContaining("RequestEntityTooLargeException")]);
  });

  test.each(Object.entries(CALLS))("of %s that is too long is refused, announced or not", async (service, call) => {
    if (service === "s3") return;
    const body = Buffer.alloc(17 * 1_048_576, " ");
    const signed = { ...call.headers, ...unverified({ region: "us-east-1", service }) };
    for (const how of [{ "content-length": String(body.length) }, { "transfer-encoding": "chunked" }]) {
      const { status } = await ask({ ...call, headers: { ...signed, ...how }, body }).catch(() => ({ status: 413 }));
      expect(status).toBe(413);
    }
  });

  test("the cloud goes on after all of that", async () => {
    await test_.ssm.send(new PutParameterCommand({ Name: "after", Value: "v", Type: "String" }));
    expect((await test_.ssm.send(new GetParameterCommand({ Name: "after" }))).Parameter?.Value).toBe("v");
  });
});

test.each(["/%E0%A4%A", "//", "/?%", "/?X-Amz-Credential=%E0%A4%A", "/b/%ZZ?X-Amz-Credential=x"])(
  "a malformed target is an answer, not an end: %s",
  async (path) => {
    for (const headers of [{}, unverified({ region: "us-east-1", service: "s3" })]) {
      expect((await ask({ method: "GET", path, headers })).status).toBeGreaterThanOrEqual(200);
    }
  },
);

test.each([
  ["ssm", "InvalidSignatureException"],
  ["ec2", "AuthFailure"],
  ["sts", "SignatureDoesNotMatch"],
  ["s3", "AuthorizationHeaderMalformed"],
] as const)("a signature for no region is refused in the words of %s", async (service, code) => {
  const signed = { ...CALLS[service]?.headers, ...unverified({ region: "nowhere", service }) };
  expect((await ask({ ...CALLS[service], headers: signed })).body).toContain(code);
});

test("every server of the package stands behind the same door", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const files = globSync("**/*.ts", { cwd: root, exclude: ["**/*.test.ts"] });
  const makers = files.filter((file) => /\bcreateServer\(/.test(readFileSync(join(root, file), "utf8")));
  expect(makers).toEqual(["wire/entrance.ts"]);
});

test("a client of the SDK is signed, and comes in", async () => {
  const s3 = new S3Client({ endpoint: test_.cloud.endpoint, forcePathStyle: true, maxAttempts: 1 });
  await expect(s3.send(new GetObjectCommand({ Bucket: "none", Key: "k" }))).rejects.toMatchObject({
    name: "NoSuchBucket",
  });
});
