/** @module-tag slow */
import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startTestCloud, type TestCloud } from "../../../../testing/cloud.ts";

let test_: TestCloud;
beforeAll(async () => {
  test_ = await startTestCloud();
  await put("/app/region", "eu", "String");
  await put("/app/key", "secret", "SecureString");
  await put("/app/deep/name", "a,b", "StringList");
});
afterAll(() => test_[Symbol.asyncDispose]());

async function put(Name: string, Value: string, Type: "String" | "StringList" | "SecureString"): Promise<void> {
  await test_.ssm.send(new PutParameterCommand({ Name, Value, Type }));
}

test("a SecureString is readable only by who asks for it decrypted", async () => {
  const get = async (WithDecryption: boolean) =>
    (await test_.ssm.send(new GetParameterCommand({ Name: "/app/key", WithDecryption }))).Parameter;
  expect(await get(true)).toMatchObject({ Value: "secret", Version: 1, Type: "SecureString" });
  expect((await get(false))?.Value).not.toContain("secret");
});

test("parameters are found by name, by names and by path", async () => {
  await expect(test_.ssm.send(new GetParameterCommand({ Name: "/none" }))).rejects.toMatchObject({
    name: "ParameterNotFound",
  });
  const { Parameters = [], InvalidParameters } = await test_.ssm.send(
    new GetParametersCommand({ Names: ["/app/region", "/none"] }),
  );
  expect([Parameters.map(({ Value }) => Value), InvalidParameters]).toEqual([["eu"], ["/none"]]);
  const names = async (Recursive: boolean) =>
    (await test_.ssm.send(new GetParametersByPathCommand({ Path: "/app", Recursive }))).Parameters?.map(
      ({ Name }) => Name,
    );
  expect(await names(false)).toEqual(["/app/region", "/app/key"]);
  expect(await names(true)).toEqual(["/app/region", "/app/key", "/app/deep/name"]);
});

test("a parameter is written over only on demand, and has a type", async () => {
  await expect(put("/app/key", "again", "SecureString")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
  const over = await test_.ssm.send(new PutParameterCommand({ Name: "/app/region", Value: "eu", Overwrite: true }));
  expect(over.Version).toBe(2);
  const untyped = new PutParameterCommand({ Name: "/untyped", Value: "v" });
  await expect(test_.ssm.send(untyped)).rejects.toMatchObject({ name: "ValidationException" });
});

test("a deleted parameter is gone", async () => {
  await put("/gone/a", "1", "String");
  await put("/gone/b", "1", "String");
  await test_.ssm.send(new DeleteParameterCommand({ Name: "/gone/a" }));
  const again = await test_.ssm.send(new DeleteParametersCommand({ Names: ["/gone/a", "/gone/b"] }));
  expect(again).toMatchObject({ DeletedParameters: ["/gone/b"], InvalidParameters: ["/gone/a"] });
});

test("{{ssm:name}} in a script is filled in on the node, and a SecureString fails it", async () => {
  const id = await test_.boot();
  expect((await test_.run(id, ["echo {{ssm:/app/region}} {{ ssm:/app/deep/name }}"])).StandardOutputContent).toBe(
    "eu a,b\n",
  );
  expect(await test_.run(id, ["echo {{ssm:/app/key}}"])).toMatchObject({ Status: "Failed", ResponseCode: 1 });
});
