import { type FaultyWay, openFaultyWay } from "@alpha-engine/faulty-way";

/** A way to a cloud on which nothing goes wrong and every call is counted, by its operation. */
export async function openCountedWay(endpoint: string): Promise<FaultyWay> {
  return openFaultyWay(
    endpoint,
    (headers, body) =>
      String(headers["x-amz-target"] ?? "").split(".")[1] ?? new URLSearchParams(body).get("Action") ?? "",
    () => undefined,
  );
}
