import { gunzipSync } from "node:zlib";

import type { InterpretEffects, JsonObject } from "@alpha-engine/asl";
import type { _Object, S3Client } from "@aws-sdk/client-s3";

import type { Part } from "../../cloud/part.ts";
import { createClients } from "./integrations/clients.ts";
import { type Service, SERVICES } from "./integrations/services.ts";

export type ItemStore = Required<NonNullable<InterpretEffects["s3"]>> & {
  readonly createBucket: (name: string) => Promise<void>;
  close(): void;
};

/** Where distributed Maps read their items and write their results: this cloud's S3, asked as anybody asks it. */
export function itemStore(part: Pick<Part, "environment" | "region" | "callers">): ItemStore {
  const clients = createClients(part);
  const load = async (): Promise<{ client: S3Client; sdk: typeof import("@aws-sdk/client-s3") }> => {
    const { client } = await clients.of(SERVICES["s3"] as Service);
    return { client: client as unknown as S3Client, sdk: await import("@aws-sdk/client-s3") };
  };
  return {
    getObject: async ({ Bucket, Key, ...more }) => {
      const { client, sdk } = await load();
      const { Body } = await client.send(new sdk.GetObjectCommand({ ...only(more, "VersionId"), Bucket, Key }));
      return textOf((await Body?.transformToByteArray()) ?? new Uint8Array());
    },
    listObjectsV2: async ({ Bucket, Prefix, ...more }) => {
      const { client, sdk } = await load();
      const pages = sdk.paginateListObjectsV2({ client }, { ...only(more, "StartAfter"), Bucket, Prefix });
      const found: JsonObject[] = [];
      for await (const { Contents = [] } of pages) for (const each of Contents) found.push(described(each));
      return found;
    },
    putObject: async (object) => {
      const { client, sdk } = await load();
      await client.send(new sdk.PutObjectCommand({ ...object, ContentType: "application/json" }));
    },
    createBucket: async (Bucket) => {
      const { client, sdk } = await load();
      await client.send(new sdk.CreateBucketCommand({ Bucket }));
    },
    close: () => clients.destroy(),
  };
}

function only(parameters: JsonObject, name: string): Record<string, string> {
  const value = parameters[name];
  return typeof value === "string" ? { [name]: value } : {};
}

/** Files that were stored with gzip are read all the same. [documentation: ItemReader, inventories, 2026-11] */
function textOf(bytes: Uint8Array): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return Buffer.from(isGzip ? gunzipSync(bytes) : bytes).toString("utf8");
}

/** In the spelling and the order of AWS, times in seconds. [LocalStack's recording of AWS, test_map_item_reader_base_list_objects_v2, 2024; the time: documentation, ItemReader, 2026-11] */
function described({ ETag = "", LastModified, Key = "", Size = 0, StorageClass = "STANDARD" }: _Object): JsonObject {
  return { Etag: ETag, LastModified: Math.floor((LastModified?.getTime() ?? 0) / 1000), Key, Size, StorageClass };
}
