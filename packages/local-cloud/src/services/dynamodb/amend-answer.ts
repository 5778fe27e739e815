import type { ServerResponse } from "node:http";
import { crc32 } from "node:zlib";

import { arnOf, type Place } from "../../cloud/place.ts";
import { sha256 } from "../../cloud/sha256.ts";
import type { Input } from "../../wire/protocols.ts";

/** What is remembered of a table beside dynalite. */
export interface TableNote {
  readonly sse?: Input;
}

/** What is known of tables, and where they are. */
export interface Tables {
  readonly place: Place;
  readonly notes: Map<string, TableNote>;
}

/** A call that dynalite is about to answer. */
export interface Asked {
  readonly operation: string;
  readonly input: Input;
}

/** Has what dynalite 4 leaves out of its answers added before they are sent. [botocore 1.43 model of TableDescription, 2026-11] */
export function amendAnswer(response: ServerResponse, asked: Asked, tables: Tables): void {
  const end = response.end.bind(response);
  response.end = ((body?: unknown, ...more: []) => {
    const text = typeof body === "string" || Buffer.isBuffer(body) ? body.toString() : "";
    const amended = amendText(text, response.statusCode, asked, tables);
    if (amended === text || response.headersSent) return end(body, ...more);
    response.setHeader("content-length", Buffer.byteLength(amended));
    response.setHeader("x-amz-crc32", crc32(amended));
    return end(amended, ...more);
  }) as ServerResponse["end"];
}

/** What dynalite is asked instead: it knows no change of a table that is about its encryption alone. */
export function askedInstead({ operation, input }: Asked): Asked {
  const others = Object.keys(input).filter((name) => name !== "TableName" && name !== "SSESpecification");
  if (operation !== "UpdateTable" || input["SSESpecification"] === undefined || others.length > 0) {
    return { operation, input };
  }
  return { operation: "DescribeTable", input: { TableName: input["TableName"] } };
}

function amendText(text: string, statusCode: number, { operation, input }: Asked, { place, notes }: Tables): string {
  const name = textOf(input["TableName"]);
  if (operation === "CreateTable" && statusCode === 400) return sayWhichTable(text, name);
  if (!["CreateTable", "DescribeTable", "UpdateTable", "DeleteTable"].includes(operation) || statusCode !== 200) {
    return text;
  }
  const before = notes.get(name)?.sse;
  const specification = input["SSESpecification"] as Input | undefined;
  if (specification !== undefined) notes.set(name, { sse: specification });
  if (operation === "DeleteTable") notes.delete(name);
  const [table] = Object.values(JSON.parse(text) as Record<string, Input>);
  const changes = operation === "UpdateTable" && specification !== undefined;
  const sse = changes && before?.["Enabled"] === true ? before : (specification ?? before);
  const shown = described(table ?? {}, sse, place, changes ? "UPDATING" : "ENABLED");
  return JSON.stringify({ [operation === "DescribeTable" ? "Table" : "TableDescription"]: shown });
}

function sayWhichTable(text: string, name: string): string {
  const error = JSON.parse(text) as { readonly __type?: string; readonly message?: string };
  if (error.__type?.endsWith("#ResourceInUseException") !== true || (error.message ?? "") !== "") return text;
  return JSON.stringify({ ...error, message: `Table already exists: ${name}` });
}

function described(table: Input, sse: Input | undefined, place: Place, Status: string): Input {
  const id = textOf(table["TableId"]);
  const encrypted = sse?.["Enabled"] === true;
  const key = textOf(sse?.["KMSMasterKeyId"], "key/00000000-0000-4000-8000-000000000000");
  return {
    ...table,
    // Its last group has four digits too few.
    ...(id === "" ? {} : { TableId: id.padEnd(36, sha256(id)) }),
    DeletionProtectionEnabled: false,
    ...(encrypted
      ? {
          SSEDescription: {
            Status,
            SSEType: sse?.["SSEType"] ?? "KMS",
            KMSMasterKeyArn: key.startsWith("arn:") ? key : arnOf(place, "kms", key.includes("/") ? key : `key/${key}`),
          },
        }
      : {}),
  };
}

function textOf(value: unknown, otherwise = ""): string {
  return typeof value === "string" ? value : otherwise;
}
