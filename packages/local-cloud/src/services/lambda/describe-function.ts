import { createHash } from "node:crypto";

import { toSeconds } from "@alpha-engine/dialect";

import type { LambdaFunction } from "../../cloud/lambda-function.ts";
import type { Part } from "../../cloud/part.ts";
import { arnOf } from "../../cloud/place.ts";
import { logGroupOf } from "./function-log.ts";

/**
 * A function's configuration, as GetFunctionConfiguration tells it. What a function of this cloud has no notion of (its
 * code's size and hash, its role) is made up. [botocore 1.43 model, FunctionConfiguration, 2026-11]
 */
export function configurationOf(name: string, definition: LambdaFunction, part: Part): object {
  const hash = createHash("sha256")
    .update(JSON.stringify([name, definition]))
    .digest();
  const { environment: variables } = definition;
  return {
    FunctionName: name,
    FunctionArn: arnOf(part, "lambda", `function:${name}`),
    Runtime: runtimeOf(definition),
    Role: `arn:aws:iam::${part.accountId}:role/${name}`,
    Handler: handlerOf(definition),
    CodeSize: 0,
    CodeSha256: hash.toString("base64"),
    Description: "",
    Timeout: toSeconds(definition.timeout ?? "15m", `functions.${name}.timeout`),
    MemorySize: 128,
    LastModified: new Date(part.began).toISOString().replace("Z", "+0000"),
    Version: "$LATEST",
    ...(variables === undefined ? {} : { Environment: { Variables: variables } }),
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5"),
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: ["x86_64"],
    EphemeralStorage: { Size: 512 },
    LoggingConfig: { LogFormat: "Text", LogGroup: logGroupOf(name) },
  };
}

function runtimeOf(definition: LambdaFunction): string {
  if ("command" in definition) return "provided.al2023";
  return "python" in definition ? "python3.13" : "nodejs24.x";
}

function handlerOf(definition: LambdaFunction): string {
  if ("command" in definition) return "bootstrap";
  return "python" in definition ? definition.python : `index.${definition.handler ?? "handler"}`;
}
