/** @module-tag slow */
import { execFileSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import { RebootInstancesCommand, TerminateInstancesCommand, waitUntilInstanceTerminated } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { BOTO3 } from "../../../testing/boto3.ts";
import { startTestCloud, type TestCloud, until } from "../../../testing/cloud.ts";
import { seeded } from "../../../testing/seeded.ts";
import { startLocalCloud } from "../../start-local-cloud.ts";
import { chooseSandbox } from "../sandbox/choose-sandbox.ts";

/** More of them with DESTINATIONS=200, others with SEED=… */
const DESTINATIONS = Number(process.env["DESTINATIONS"] ?? 24);
const SEED = Number(process.env["SEED"] ?? 5);

const { network } = await chooseSandbox("auto");
const skipped = network.kind === "own" ? "" : `, skipped: ${network.reason}`;
const python = (program: string): string => execFileSync("python3", ["-c", `import sys; print(${program})`]).toString();
const [interpreter, prefix] = BOTO3 ? [python("sys.executable").trim(), python("sys.prefix").trim()] : ["", ""];
const modules = fileURLToPath(new URL("../../../../../node_modules", import.meta.url));
const packageModules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const named = await lookup(hostname(), 4).then(
  () => true,
  () => false,
);

/** A server of the person's own, on this machine. */
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? "");
  response.end("from this machine");
});
let port = 0;
let test_: TestCloud;
let id = "";
beforeAll(async () => {
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
  const exposes = [modules, packageModules, dirname(dirname(process.execPath)), ...(prefix === "" ? [] : [prefix])];
  test_ = await startTestCloud({ images: { "ami-1": { exposes } } });
  id = await test_.boot({ IamInstanceProfile: { Name: "made-up-role" } });
});
afterAll(async () => {
  server.close();
  await test_[Symbol.asyncDispose]();
});

async function said(lines: readonly string[], cloud = test_, instance = id): Promise<string> {
  const { StandardOutputContent, StandardErrorContent } = await cloud.run(instance, lines);
  return `${StandardOutputContent}${StandardErrorContent}`;
}

const IMDS = "http://169.254.169.254/latest";
const TOKEN = `token=$(env -i curl -sS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' ${IMDS}/api/token)`;

describe.skipIf(network.kind !== "own")(`an instance with a network of its own${skipped}`, () => {
  test("has its metadata service at AWS's address, with no variable and no stand-in", async () => {
    const ask = `env -i curl -sS -H "X-aws-ec2-metadata-token: $token" ${IMDS}/meta-data/instance-id`;
    expect(await said([TOKEN, ask])).toBe(id);
    expect(await said([`curl -sS -o /dev/null -w '%{http_code}' ${IMDS}/meta-data/`])).toBe("401");
    expect(await said(["env | grep -c METADATA; readlink -f $(command -v curl)"])).toMatch(/^0\n\/usr\/bin\/curl\n/);
    const open = await test_.boot({ MetadataOptions: { HttpTokens: "optional" } });
    expect(await said([`env -i curl -sS ${IMDS}/meta-data/instance-id`], test_, open)).toBe(open);
  });

  test.skipIf(!BOTO3)("boto3, without an environment, has the credentials of its role from there", async () => {
    const program =
      "import boto3; c = boto3.Session().get_credentials(); print(c.method, c.get_frozen_credentials().access_key)";
    const text = await said([`env -i HOME=/nowhere ${interpreter} -c '${program}'`]);
    expect(text).toMatch(/^iam-role LOCALCLOUD\w{10}\n$/);
  });

  test("so has the SDK for JavaScript", async () => {
    const program = `import { SSMClient } from "${packageModules}/@aws-sdk/client-ssm/dist-cjs/index.js";
const { accessKeyId, sessionToken } = await new SSMClient({ region: "us-east-1" }).config.credentials();
console.log(accessKeyId, sessionToken);`;
    const text = await said([`env -i HOME=/nowhere ${process.execPath} --input-type=module -e '${program}'`]);
    expect(text).toMatch(/^LOCALCLOUD\w{10} not-a-token\n$/);
  });

  test("has its private address, its name, and its own ports, also 80", async () => {
    const [address = "", ...more] = (await said(["hostname -I; getent hosts $(hostname)"])).split(/\s+/);
    const view = await said([TOKEN, `curl -sS -H "X-aws-ec2-metadata-token: $token" ${IMDS}/meta-data/local-ipv4`]);
    expect(address).toBe(view);
    expect(more[0]).toBe(address);
    const serve = `require("http").createServer((_, answer) => answer.end("mine")).listen(80, "0.0.0.0")`;
    const ask = `for try in $(seq 50); do curl -sS http://${address}/ 2>/dev/null && break; sleep 0.1; done; kill %1`;
    expect(await said([`${process.execPath} -e '${serve}' &`, ask])).toBe("mine");
  });

  test("reaches another one by its address and by its name, at any port", async () => {
    const other = await test_.boot();
    const [address = ""] = (await said(["hostname -I"], test_, other)).split(/\s/);
    const serve = `require("net").createServer((each) => each.end("of the other")).listen(4711)`;
    await test_.send(other, [`exec ${process.execPath} -e '${serve}'`]);
    const read = (host: string): string =>
      `for try in $(seq 50); do { cat </dev/tcp/${host}/4711; } 2>/dev/null && break; sleep 0.1; done`;
    const name = `ip-${address.replaceAll(".", "-")}`;
    expect(await said([read(address), read(name), read(`${name}.ec2.internal`)])).toBe("of the other".repeat(3));
  });

  test("is told at once that one that is gone is nowhere, like any address of the VPC that is nobody's", async () => {
    const gone = await test_.boot();
    const [address = ""] = (await said(["hostname -I"], test_, gone)).split(/\s/);
    await test_.ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone] }));
    await waitUntilInstanceTerminated({ client: test_.ec2, maxWaitTime: 60, minDelay: 1 }, { InstanceIds: [gone] });
    const seen = test_.cloud.connections().length;
    expect(await said([`(: >/dev/tcp/${address}/5432) 2>&1 | grep -o 'Network is unreachable' | head -1`])).toBe(
      "Network is unreachable\n",
    );
    expect(test_.cloud.connections().slice(seen)).toMatchObject([{ address, port: 5432, outcome: "denied" }]);
  });

  test("has it again after a reboot", async () => {
    const before = await said(["touch /dev/shm/of-this-boot", "hostname -I"]);
    await test_.ec2.send(new RebootInstancesCommand({ InstanceIds: [id] }));
    await until(async () => (await said(["ls /dev/shm"])) === "");
    expect(await said(["hostname -I"])).toBe(before);
    expect(await said([TOKEN, "echo ${#token}"])).toBe("54\n");
  });

  test("is refused at once what is neither, as without a route, and each attempt is listed", async () => {
    const seen = test_.cloud.connections().length;
    const commandId = await test_.send(id, [
      "curl -sS http://example.com/",
      "curl -sS https://192.0.2.7:8443/",
      "(echo 1 >/dev/tcp/db.internal/5432) 2>&1 | grep -o 'Network is unreachable' | head -1",
      `${process.execPath} -e 'const s = require("dgram").createSocket("udp4"); s.connect(8125, "192.0.2.8", () => s.send("x", () => setTimeout(() => s.close(), 500)))'`,
    ]);
    const { StandardOutputContent, StandardErrorContent } = await test_.end(id, commandId);
    expect(StandardErrorContent).toMatch(/Failed to connect to example\.com port 80[^]*192\.0\.2\.7 port 8443/);
    expect(StandardOutputContent).toBe("Network is unreachable\n");
    const denied = { instanceId: id, outcome: "denied", commandId };
    expect(test_.cloud.connections().slice(seen)).toEqual([
      expect.objectContaining({ ...denied, name: "example.com", port: 80, command: "curl -sS http://example.com/" }),
      expect.objectContaining({ ...denied, address: "192.0.2.7", port: 8443, protocol: "tcp" }),
      expect.objectContaining({ ...denied, name: "db.internal", port: 5432 }),
      expect.objectContaining({ ...denied, address: "192.0.2.8", port: 8125, protocol: "udp" }),
    ]);
  });

  test("reaches nothing that is not allowed, whatever it tries, and no attempt goes unlisted", async () => {
    const { below, pick } = seeded(SEED);
    const here = Object.values(networkInterfaces()).flatMap((all = []) =>
      all.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => `${address}:${port}`),
    );
    const anywhere = (): string =>
      `${[1 + below(9), below(256), below(256), 1 + below(254)].join(".")}:${1 + below(65_535)}`;
    const byName = (): string =>
      `h${below(1e6)}.${pick(["example", "internal", "s3.amazonaws.com"])}:${1 + below(65_535)}`;
    const inTheVpc = (): string => `10.0.${1 + below(254)}.${1 + below(254)}:${1 + below(65_535)}`;
    const tried = [
      ...new Set([...here, ...Array.from({ length: DESTINATIONS }, () => pick([anywhere, byName, inTheVpc])())]),
    ];
    const seen = test_.cloud.connections().length;
    const lines = tried.map(
      (each) => `(echo "GET / HTTP/1.0" >/dev/tcp/${each.replace(":", "/")}) 2>/dev/null && echo reached ${each}`,
    );
    expect(await said([...lines, "true"]), `SEED=${SEED}`).toBe("");
    const listed = test_.cloud.connections().slice(seen);
    expect(
      listed.map(({ name, address, port: at }) => `${name ?? address}:${at}`),
      `SEED=${SEED}`,
    ).toEqual(tried);
    expect(new Set(listed.map(({ outcome }) => outcome))).toEqual(new Set(["denied"]));
    await said([`curl -sS http://127.0.0.1:${port}/`, "true"]);
    expect(asked, `SEED=${SEED}`).toEqual([]);
  });

  test("reaches what is allowed, on that port and no other, and that is listed too", async () => {
    const allow = [`localhost:${port}`, `*.made-up.example:443`, ...(named ? [`${hostname()}:${port}`] : [])];
    await using open = await startTestCloud({ network: { allow } });
    const own = await open.boot();
    const ask = (url: string): Promise<string> => said([`curl -sS ${url}; echo " $?"`], open, own);
    expect(await ask(`http://127.0.0.1:${port}/a`)).toBe("from this machine 0\n");
    expect(await ask(`http://localhost:${port}/b`)).toBe("from this machine 0\n");
    expect(await ask("http://a.made-up.example:444/")).toMatch(/^ 7\n/);
    // It is allowed, and there is no such host.
    expect(await ask("http://a.made-up.example:443/")).not.toMatch(/^ 0\n/);
    const told = open.cloud.connections().map(({ name, address, port: at, outcome }) => [name ?? address, at, outcome]);
    expect(told).toEqual([
      ["127.0.0.1", port, "reached"],
      ["127.0.0.1", port, "reached"],
      ["a.made-up.example", 444, "denied"],
      ["a.made-up.example", 443, "failed"],
    ]);
    expect(asked.splice(0)).toEqual(["/a", "/b"]);
  });
});

test("a cloud says which network its instances have, and refuses a destination without a port", async () => {
  await using shared = await startTestCloud({ network: { allow: ["*"] } });
  expect(shared.cloud.sandbox.network).toMatchObject({ kind: "shared" });
  await using plain = await startTestCloud({ sandbox: "plain" });
  expect(plain.cloud.sandbox.network).toEqual({
    kind: "shared",
    reason: "instances in a plain sandbox have this machine's network",
  });
  for (const allow of ["pypi.org", "https://pypi.org:443", "pypi.org:0", "[::1]:80", "1.2.3:80", "a..b:1"]) {
    const options = { directory: "/nowhere", network: { allow: [allow] } };
    await expect(startLocalCloud(options), allow).rejects.toMatchObject({ code: "LOCAL_CLOUD_NETWORK" });
  }
});
