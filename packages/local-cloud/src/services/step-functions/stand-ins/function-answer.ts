import { randomUUID } from "node:crypto";

import type { JsonValue } from "@alpha-engine/asl";

/** What stands in for a function answers its payload; around it is what invoking one brings. */
export function asInvoked(resource: string, payload: JsonValue): JsonValue {
  if (/^arn:[^:]*:lambda:/.test(resource)) return payload;
  const isSdk = resource.includes(":aws-sdk:");
  return {
    ExecutedVersion: "$LATEST",
    Payload: isSdk ? JSON.stringify(payload) : payload,
    ...(isSdk
      ? {}
      : {
          SdkHttpMetadata: { AllHttpHeaders: {}, HttpHeaders: {}, HttpStatusCode: 200 },
          SdkResponseMetadata: { RequestId: randomUUID() },
        }),
    StatusCode: 200,
  };
}
