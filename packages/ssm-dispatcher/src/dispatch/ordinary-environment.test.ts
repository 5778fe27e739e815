/** @module-tag slow */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { openFaultyWay } from "@alpha-engine/faulty-way";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { afterEach, expect, test, vi } from "vitest";

import { startTestCloud, type TestCloud } from "../../testing/cloud.ts";
import { waitUntilOnline } from "../instance/wait-until-online.ts";
import { attach } from "./attach.ts";
import { dispatch } from "./dispatch.ts";

/** With the clients that the dispatcher makes itself, of the environment that a cloud gives. */
function enter(environment: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}
afterEach(() => void vi.unstubAllEnvs());

test("a machine whose clock is ten minutes off waits, dispatches, follows, keeps what was printed and attaches", async () => {
  await using cloud = await startTestCloud({ faults: { clockSkewSeconds: 600 } });
  enter(cloud.cloud.environment);
  const instanceId = await cloud.rent();
  await waitUntilOnline({ instanceId });
  const place = { bucket: "bucket", prefix: "kept" };
  const options = { instanceId, description: "late", script: "seq 1 9000; sleep 2; exit 5", live: true };
  const notices: string[] = [];
  const onNotice = (text: string): void => void notices.push(text);
  const result = await dispatch({ ...options, output: place, diagnostics: place, onNotice });
  expect(result).toMatchObject({ outcome: "failed", exitCode: 5, outputIsWhole: true });
  expect(cloud.cloud.commands()).toHaveLength(1);
  expect(notices).toEqual([]);
  const { KeyCount } = await cloud.s3.send(new ListObjectsV2Command({ Bucket: "bucket", Prefix: "kept/20" }));
  expect(KeyCount).toBe(1);
  expect(await attach({ commandId: result.commandId ?? "", instanceId })).toMatchObject({ exitCode: 5 });
});

test("credentials that expire while a script runs are read again from the file in which they are renewed", async () => {
  await using cloud = await startTestCloud();
  const instanceId = await cloud.boot();
  let valid = "first-TEST-key";
  await using way = await openWayThatKnows(cloud, () => valid);
  const file = join(cloud.directory, "credentials");
  const keep = (accessKeyId: string): void =>
    writeFileSync(file, `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = made-up\n`);
  keep(valid);
  enter({
    ...cloud.cloud.environment,
    AWS_ENDPOINT_URL: way.endpoint,
    AWS_ENDPOINT_URL_SSM: way.endpoint,
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SESSION_TOKEN: undefined,
    AWS_SHARED_CREDENTIALS_FILE: file,
  });
  const onSent = (): void => {
    valid = "second-TEST-key";
    // Whoever renews them is late.
    setTimeout(() => keep(valid), 1000);
  };
  const result = await dispatch({ instanceId, description: "long", script: "sleep 3; echo done; exit 6", onSent });
  expect(result).toMatchObject({ outcome: "failed", exitCode: 6, stdout: "done\n" });
  expect(way.calls).toContain("GetCommandInvocation first-TEST-key");
  expect(way.calls.at(-1)).toBe("GetCommandInvocation second-TEST-key");
});

/** Answers as AWS does to whoever signs with another key than the one that is valid now. */
function openWayThatKnows({ cloud }: TestCloud, valid: () => string): ReturnType<typeof openFaultyWay> {
  const body = JSON.stringify({ __type: "ExpiredTokenException", message: "The security token is expired" });
  const expired = { status: 400, contentType: "application/x-amz-json-1.1", body };
  return openFaultyWay(
    cloud.endpoint,
    ({ authorization = "", "x-amz-target": target }, query) => {
      const operation = String(target ?? "").split(".")[1] ?? new URLSearchParams(query).get("Action") ?? "";
      return `${operation} ${/Credential=([^/]+)/.exec(authorization)?.[1]}`;
    },
    (call) => (call.endsWith(valid()) ? undefined : expired),
  );
}
