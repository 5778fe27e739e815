import { unverified } from "../src/wire/credential-scope.ts";

/** Calls the operations of a JSON service without an SDK; the answer is its body, also when it is an error. */
export function jsonClient(
  endpoint: string,
  targetPrefix: string,
): (operation: string, input: object) => Promise<Record<string, unknown>> {
  return async (operation, input) => {
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${targetPrefix}.${operation}`,
      ...unverified({ region: "us-east-1", service: "any" }),
    };
    const answer = await fetch(endpoint, { method: "POST", headers, body: JSON.stringify(input) });
    return (await answer.json()) as Record<string, unknown>;
  };
}
