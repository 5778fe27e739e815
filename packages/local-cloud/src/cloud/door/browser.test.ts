/** @module-tag slow */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startTestCloud } from "../../../testing/cloud.ts";
import type { LocalCloudOptions } from "../../index.ts";
import { closeServer, listen } from "../../wire/listen.ts";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"].find((name) => {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

/** A browser takes its time to begin where others work. */
const PATIENCE = { timeout: 150_000 };

/** Everything that a page can have a browser send: it tells its own server when it has tried all of it. */
const PAGE = `<!doctype html><title>evil</title><body><script>
const tried = [];
for (const cloud of new URLSearchParams(location.search).getAll("cloud")) attack(cloud);
function attack(cloud) {
const launch = "Action=RunInstances&Version=2016-11-15&ImageId=ami-1&InstanceType=t3.micro&MinCount=1&MaxCount=1&UserData=" + btoa("#!/bin/sh\\ntouch /tmp/was-here");
const presigned = "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=x%2F20260101%2Fus-east-1%2Fec2%2Faws4_request&X-Amz-Signature=0&X-Amz-SignedHeaders=host";
const links = [cloud + "/?" + launch, cloud + "/?" + launch + presigned, cloud + "/bucket/key?" + presigned.replace("ec2", "s3")];
const signature = "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0";
const types = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"];
const soon = () => new Promise((done) => setTimeout(done, 4000));
const attempt = (what) => tried.push(Promise.race([Promise.resolve().then(what).catch(() => {}), soon()]));
for (const url of links) {
  attempt(() => fetch(url, { mode: "no-cors" }));
  attempt(() => fetch(url));
  attempt(() => fetch(url, { method: "HEAD", mode: "no-cors", referrerPolicy: "no-referrer" }));
  attempt(() => new Promise((done) => { const image = new Image(); image.onload = image.onerror = done; image.src = url; }));
  attempt(() => new Promise((done) => { const script = document.createElement("script"); script.onload = script.onerror = done; script.src = url; document.body.append(script); }));
  attempt(() => new Promise((done) => { const frame = document.createElement("iframe"); frame.onload = frame.onerror = done; frame.src = url; document.body.append(frame); }));
  attempt(() => new Promise((done) => { const link = document.createElement("link"); link.rel = "stylesheet"; link.onload = link.onerror = done; link.href = url; document.head.append(link); }));
}
for (const type of types) {
  for (const path of ["/", "/?" + presigned.slice(1)]) {
    attempt(() => fetch(cloud + path, { method: "POST", mode: "no-cors", headers: { "content-type": type }, body: launch }));
    attempt(() => fetch(cloud + path, { method: "POST", headers: { "content-type": type, authorization: signature }, body: launch }));
    attempt(() => fetch(cloud + path, { method: "POST", headers: { "content-type": type }, body: launch }));
    attempt(() => navigator.sendBeacon(cloud + path, new Blob([launch], { type })));
    for (const sandbox of [null, "allow-forms allow-scripts"]) {
      attempt(() => new Promise((done) => {
        const frame = document.createElement("iframe");
        if (sandbox !== null) frame.sandbox = sandbox;
        frame.srcdoc = '<form method="post" action="' + cloud + path.replaceAll("&", "&amp;") + '" enctype="' + type + '">' +
          launch.split("&").map((pair) => '<input name="' + pair.split("=")[0] + '" value="' + decodeURIComponent(pair.split("=")[1]).replaceAll("\\n", "&#10;") + '">').join("") + '</form><script>document.forms[0].submit()<' + '/script>';
        let loads = 0;
        frame.onload = () => ++loads === 2 && done();
        document.body.append(frame);
      }));
    }
  }
}
for (const target of ["AmazonSSM.PutParameter", "AWSStepFunctions.CreateStateMachine", "DynamoDB_20120810.CreateTable"]) {
  attempt(() => fetch(cloud, { method: "POST", headers: { "x-amz-target": target, authorization: signature }, body: "{}" }));
}
attempt(() => fetch(cloud + "/bucket", { method: "PUT", headers: { authorization: signature } }));
attempt(() => fetch(cloud + "/_local-cloud/capacity", { method: "POST", mode: "no-cors", body: '{"available":0}' }));
attempt(() => fetch(cloud + "/_local-cloud/capacity", { method: "POST", headers: { "x-local-cloud-order": "capacity" }, body: '{"available":0}' }));
attempt(() => new Promise((done) => { const socket = new WebSocket(cloud.replace("http", "ws") + "/?" + launch + presigned); socket.onopen = socket.onerror = done; }));
attempt(() => new Promise((done) => { const events = new EventSource(cloud + "/?" + launch + presigned); events.onopen = events.onerror = done; }));
}
Promise.all(tried).then(() => fetch("/done", { method: "POST", body: String(tried.length) }));
</script>`;

describe.skipIf(CHROMIUM === undefined)("Chromium, where it is installed,", () => {
  let profile: string;
  let server: Server;
  let port: number;
  let done: PromiseWithResolvers<number>;
  beforeAll(async () => {
    profile = await mkdtemp(join(tmpdir(), "local-cloud-browser-"));
    server = createServer((message, response) => {
      if (message.method !== "POST") return void response.setHeader("content-type", "text/html").end(PAGE);
      message.on("data", (count: Buffer) => done.resolve(Number(count.toString())));
      response.end();
    });
    port = await listen(server, 0);
  });
  afterAll(async () => {
    await closeServer(server);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Opens the page, at a name that leads to this machine, until it has tried everything. */
  async function visit(url: string): Promise<number> {
    done = Promise.withResolvers();
    await using _ = browse(url, profile);
    return await done.promise;
  }

  test.each(["127.0.0.1", "evil.example"])("lets no page of %s do anything to a cloud", PATIENCE, async (host) => {
    await using test_ = await startTestCloud();
    const { cloud } = test_;
    const { port: at } = new URL(cloud.endpoint);
    const names = ["127.0.0.1", "localhost", "rebound.example"].map((name) => `cloud=http://${name}:${at}`);
    expect(await visit(`http://${host}:${port}/?${names.join("&")}`)).toBeGreaterThan(180);
    expect([...cloud.calls()]).toEqual([]);
    expect([cloud.instances(), cloud.capacity.asked()]).toEqual([[], []]);
  });

  test("finds no metadata of a machine, whether it wants tokens or not", PATIENCE, async () => {
    await using test_ = await startTestCloud();
    const id = await test_.boot({ MetadataOptions: { HttpTokens: "optional" } });
    const { metadataEndpoint = "" } = test_.cloud.instances().find(({ instanceId }) => instanceId === id) ?? {};
    expect(await visit(`http://127.0.0.1:${port}/?cloud=${metadataEndpoint}`)).toBeGreaterThan(60);
    expect(test_.cloud.instances()).toHaveLength(1);
  });

  test("would launch machines, were its page allowed to", PATIENCE, async () => {
    const allow: LocalCloudOptions["allow"] = { origins: [`http://127.0.0.1:${port}`], unsigned: true };
    await using test_ = await startTestCloud({ allow });
    await visit(`http://127.0.0.1:${port}/?cloud=${test_.cloud.endpoint}`);
    expect(test_.cloud.calls().get("ec2:RunInstances")).toBeGreaterThan(0);
    expect(test_.cloud.instances()).not.toHaveLength(0);
  });
});

/** Headless, with a profile of its own; it and its helpers are gone when it is given back. */
function browse(url: string, profile: string): AsyncDisposable {
  const flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
  const names = "--host-resolver-rules=MAP *.example 127.0.0.1";
  const words = [...flags, names, `--user-data-dir=${profile}`, url];
  const child: ChildProcess = spawn(CHROMIUM ?? "", words, { stdio: "ignore", detached: true });
  const exited = once(child, "exit");
  return {
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null) process.kill(-(child.pid ?? 0), "SIGKILL");
      await exited;
    },
  };
}
