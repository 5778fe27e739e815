/** @module-tag slow */
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { ending, read, runCli, runCommandLine, startCli, useRoom } from "../../testing/command.ts";
import { type Request, serve } from "../../testing/http.ts";
import { useS3 } from "../../testing/s3.ts";

const room = useRoom();
const s3 = useS3();

function to(prefix: string, ...more: readonly string[]): { log: string; flags: string[]; env: NodeJS.ProcessEnv } {
  return { log: room.log, flags: ["--bucket", "logs", "--prefix", prefix, ...more], env: s3.env };
}

describe("the object", () => {
  test("is the log, under slug, date and host, and says how the command ended", async () => {
    const context = {
      SSM_COMMAND_ID: "11111111-2222",
      AWS_STEP_FUNCTIONS_EXECUTION: "saturday-1",
      AWS_STEP_FUNCTIONS_ATTEMPT: "2",
      RUN_DATE: "2026-11-20",
    };
    const options = to("whole");
    const env = { ...options.env, ...context };
    const { stderr } = await runCli(["sh", "-c", "echo grün; kill -15 $$"], { ...options, env });
    const [object] = await s3.objects("whole");
    expect(object?.key).toMatch(/^whole\/step\/\d{4}-\d\d-\d\d\/.+-\d{6}Z\.log$/);
    expect(stderr).toBe(`log-capture: 6 bytes in s3://logs/${object?.key}\n`);
    expect(String(object?.body)).toBe("grün\n");
    expect(object?.contentType).toBe("text/plain; charset=utf-8");
    expect(object?.metadata).toMatchObject({
      "exit-code": "143",
      signal: "SIGTERM",
      "duration-ms": expect.stringMatching(/^\d+$/) as string,
      command: "sh -c echo gr%C3%BCn; kill -15 $$",
      execution: "saturday-1",
      attempt: "2",
      "run-date": "2026-11-20",
      "ssm-command-id": "11111111-2222",
      state: "ended",
    });
  });

  test("of more than one part is identical, byte for byte", async () => {
    const noise = join(room.folder, "noise");
    writeFileSync(noise, randomBytes(20 * 1024 * 1024 + 17));
    await runCli(["cat", noise], to("large"));
    const [object] = await s3.objects("large");
    expect(digest(object?.body)).toBe(digest(readFileSync(noise)));
  });

  test("of an empty log is empty", async () => {
    expect((await runCli(["true"], to("empty"))).code).toBe(0);
    expect((await s3.objects("empty")).map(({ body }) => body.length)).toEqual([0]);
  });

  test("stands under --run-date when there is one", async () => {
    await runCli(["echo", "x"], to("dated", "--run-date", "2026-01-02"));
    expect((await s3.objects("dated/step/2026-01-02")).map(({ body }) => String(body))).toEqual(["x\n"]);
  });
});

describe("secrets", () => {
  const secrets = { API_TOKEN: "tok-123", PIN: "4711" };
  const flags = ["--redact", "key-[a-z]+", "pw=\\S+", "--redact-env", "API_TOKEN", "PIN"];

  test("appear neither in the object, nor on stdout, nor in the metadata; the local log keeps every byte", async () => {
    const options = to("secret", ...flags);
    const script = `printf 'a tok-'; sleep 0.1; printf '123 key-abc pw=%s.\\n' $PIN; echo plain; : key-xyz`;
    const { stdout } = await runCli(["sh", "-c", script], { ...options, env: { ...options.env, ...secrets } });
    const [object] = await s3.objects("secret");
    expect(String(stdout)).toBe("a [redacted] [redacted] [redacted]\nplain\n");
    expect(String(object?.body)).toBe(String(stdout));
    expect(object?.metadata.command).toContain(": [redacted]");
    expect(read(room.log)).toBe("a tok-123 key-abc pw=4711.\nplain\n");
  });

  test("are hidden across the borders of parts", async () => {
    const file = join(room.folder, "long");
    writeFileSync(file, "0123456789abcde tok-123 tail\n".repeat(400_000));
    const options = to("secret-parts", ...flags);
    await runCli(["cat", file], { ...options, env: { ...options.env, ...secrets } });
    const [object] = await s3.objects("secret-parts");
    expect(digest(object?.body)).toBe(digest(Buffer.from("0123456789abcde [redacted] tail\n".repeat(400_000))));
  });

  test("a pattern that is none is refused before anything starts", async () => {
    const { code, stderr } = await runCli(["touch", join(room.folder, "x")], {
      log: room.log,
      flags: ["--redact", "("],
    });
    expect([code, read(join(room.folder, "x"))]).toEqual([2, ""]);
    expect(stderr).toContain("Invalid regular expression");
  });
});

describe("with --upload-every", () => {
  test("the log is there while the command runs, under the one name that it keeps", async () => {
    const wrapper = startCli(["sh", "-c", "echo first; sleep 1.2; echo last"], to("every", "--upload-every", "100ms"));
    const ended = ending(wrapper);
    await expect.poll(() => s3.objects("every"), { timeout: 15_000 }).toHaveLength(1);
    const [early] = await s3.objects("every");
    expect([String(early?.body), early?.metadata.state]).toEqual(["first\n", "running"]);
    await ended;
    const objects = await s3.objects("every");
    expect(objects.map(({ key, body }) => [key, String(body)])).toEqual([[early?.key, "first\nlast\n"]]);
    expect(objects[0]?.metadata).toMatchObject({ state: "ended", "exit-code": "0" });
  });

  test("a log that grows is shipped as it was at one moment", async () => {
    const script =
      "const fs=require('fs');const end=Date.now()+1500;for(let i=0;Date.now()<end;i++)fs.writeSync(1,`line ${i}\\n`)";
    await runCli([process.execPath, "-e", script], to("growing", "--upload-every", "50ms"));
    const [object] = await s3.objects("growing");
    expect(digest(object?.body)).toBe(digest(readFileSync(room.log)));
  });

  test("what was shipped survives a machine that disappears", async () => {
    const wrapper = startCli(["sh", "-c", "echo precious; sleep 60"], to("vanished", "--upload-every", "100ms"));
    const ended = ending(wrapper);
    await expect.poll(() => s3.objects("vanished"), { timeout: 15_000 }).toHaveLength(1);
    wrapper.kill("SIGKILL");
    await ended;
    expect((await s3.objects("vanished")).map(({ body }) => String(body))).toEqual(["precious\n"]);
  });
});

describe("a spot interruption notice", () => {
  test("ships at once, and the command goes on", async () => {
    const notice = JSON.stringify({ action: "terminate", time: "2026-11-20T08:22:00Z" });
    const imds = await serve(({ method, url, headers }, response) => {
      if (method === "PUT") return response.end("the-token");
      if (headers["x-aws-ec2-metadata-token"] !== "the-token") return response.writeHead(401).end();
      if (url !== "/latest/meta-data/spot/instance-action") return response.writeHead(404).end();
      response.end(notice);
    });
    const options = to("spot");
    const env = { ...options.env, AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url };
    const wrapper = startCli(["sh", "-c", "echo before; sleep 2; echo after"], { ...options, env });
    const ended = ending(wrapper);
    await expect.poll(() => s3.objects("spot"), { timeout: 15_000 }).toHaveLength(1);
    expect((await s3.objects("spot")).map(({ body }) => String(body))).toEqual(["before\n"]);
    expect((await ended).code).toBe(0);
    const [object] = await s3.objects("spot");
    expect(String(object?.body)).toBe("before\nafter\n");
    expect(object?.metadata["spot-interruption"]).toBe("terminate at 2026-11-20T08:22:00Z");
  });

  test("is not asked for where the service is disabled", async () => {
    const imds = await serve((_, response) => response.end());
    const env = { ...s3.env, AWS_EC2_METADATA_DISABLED: "true", AWS_EC2_METADATA_SERVICE_ENDPOINT: imds.url };
    await runCli(["sleep", "0.5"], { ...to("no-spot"), env });
    expect(imds.requests).toEqual([]);
  });
});

describe("an S3 that is not well", () => {
  const put = ({ method }: Request): boolean => method === "PUT";

  test("is asked again after a failure, with the whole body", async () => {
    let failures = 2;
    const endpoint = await serve((request, response) => {
      if (put(request) && failures-- > 0) return response.writeHead(503).end();
      response.end();
    });
    const env = { AWS_ENDPOINT_URL_S3: endpoint.url };
    const { code, stderr } = await runCli(["sh", "-c", "echo hello; exit 5"], { ...to("again"), env });
    expect([code, stderr]).toEqual([5, expect.stringContaining("6 bytes in s3://logs/again/")]);
    expect(endpoint.requests.map(({ body }) => String(body))).toEqual(["hello\n", "hello\n", "hello\n"]);
  });

  test("that hangs delays the end by --upload-timeout, not for ever; the code is the command's", async () => {
    const endpoint = await serve(() => {});
    const env = { AWS_ENDPOINT_URL_S3: endpoint.url };
    const ran = await runCli(["sh", "-c", "exit 5"], { ...to("hang", "--upload-timeout", "700ms"), env });
    expect(ran.code).toBe(5);
    expect(ran.stderr).toContain("warning: ship: S3 did not take the log in time; next: log-capture ship");
  });

  test("that fails in the middle is rid of the parts", async () => {
    const endpoint = await serve(({ method, url }, response) => {
      if (method === "POST") return response.end("<R><UploadId>u1</UploadId></R>");
      if (url.includes("partNumber=2")) return response.writeHead(403).end("<Error><Code>AccessDenied</Code></Error>");
      response.setHeader("etag", '"e"').end();
    });
    const options = { ...to("middle"), env: { AWS_ENDPOINT_URL_S3: endpoint.url } };
    const { code } = await runCli(["head", "-c", "20000000", "/dev/zero"], options);
    expect(code).toBe(0);
    const aborted = endpoint.requests.filter(({ method }) => method === "DELETE").map(({ url }) => url);
    expect(aborted).toEqual([expect.stringContaining("uploadId=u1")]);
  });

  test("that has something under the name already keeps it: ours gets another", async () => {
    const endpoint = await serve(({ method, url, headers }, response) => {
      if (method === "HEAD") return response.end();
      const isTaken = headers["if-none-match"] === "*" && !url.includes("Z-2.log");
      response.writeHead(isTaken ? 412 : 200).end(isTaken ? "<Error><Code>PreconditionFailed</Code></Error>" : "");
    });
    const { stderr } = await runCli(["echo"], { ...to("taken"), env: { AWS_ENDPOINT_URL_S3: endpoint.url } });
    expect(stderr).toMatch(/1 bytes in s3:\/\/logs\/taken\/.+Z-2\.log\n$/);
  });
});

describe("log-capture ship", () => {
  test("ships a log that was left behind", async () => {
    writeFileSync(room.log, "left tok-1\n");
    const argv = [
      "ship",
      "--slug",
      "step",
      "--log",
      room.log,
      "--bucket",
      "logs",
      "--prefix",
      "left",
      "--redact",
      "tok-.",
    ];
    const { code, stderr, stdout } = await runCommandLine([...argv, "--json"], { ...s3.env, SSM_COMMAND_ID: "c-1" });
    const [object] = await s3.objects("left");
    expect([code, stderr]).toEqual([0, `log-capture: 16 bytes in s3://logs/${object?.key}\n`]);
    expect(JSON.parse(String(stdout))).toEqual({ bucket: "logs", key: object?.key, bytes: 16 });
    expect(String(object?.body)).toBe("left [redacted]\n");
    expect(object?.metadata).toMatchObject({ "left-behind": "true", "ssm-command-id": "c-1" });
  });

  test("ends with 1 when there is no such log", async () => {
    const argv = ["ship", "--slug", "step", "--log", room.log, "--bucket", "logs"];
    const { code, stderr } = await runCommandLine(argv, s3.env);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^log-capture: not shipped: cannot read the log: ENOENT.*\n$/),
    ]);
  });
});

function digest(bytes: Uint8Array | undefined): string {
  return createHash("sha256")
    .update(bytes ?? "")
    .digest("hex");
}
