import { serviceError } from "./fault.ts";

type Input = Readonly<Record<string, unknown>>;

export interface SimulatedS3 {
  readonly objects: Map<string, string>;
  call(operation: string, input: Input): unknown;
}

/** One bucket. */
export function simulatedS3(): SimulatedS3 {
  const objects = new Map<string, string>();
  return {
    objects,
    call: (operation, input) => {
      const key = String(input["Key"]);
      switch (operation) {
        case "PutObject":
          objects.set(key, String(input["Body"]));
          return {};
        case "GetObject": {
          const text = objects.get(key);
          if (text === undefined) throw serviceError("NoSuchKey", 404);
          return { Body: { transformToString: async () => text } };
        }
        case "ListObjectsV2": {
          const found = [...objects.keys()].filter((one) => one.startsWith(String(input["Prefix"])));
          return { Contents: found.map((Key) => ({ Key })), IsTruncated: false };
        }
        case "DeleteObjects": {
          const { Objects = [] } = input["Delete"] as { Objects?: readonly { Key?: string }[] };
          for (const { Key = "" } of Objects) objects.delete(Key);
          return {};
        }
        default:
          throw serviceError("NotImplemented", 501);
      }
    },
  };
}
