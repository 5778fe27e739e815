import type { Notification } from "../../cloud/cloud-event.ts";
import type { StorageRequest } from "./storage-request.ts";

/** What a request has published to a topic, also one without a subscriber: fauxqs itself delivers to queues only. */
export function publishedBy(request: StorageRequest, answer: Buffer, timestamp: string): readonly Notification[] {
  const form = request.headers["content-type"]?.includes("x-www-form-urlencoded") === true;
  if (request.method !== "POST" || request.path !== "/" || !form) return [];
  const fields = new URLSearchParams(request.body.toString("utf8"));
  const topicArn = fields.get("TopicArn") ?? "";
  const ids = [...answer.toString("utf8").matchAll(/<MessageId>([^<]+)</g)].map(([, id = ""]) => id);
  const notification = (prefix: string, messageId: string): Notification => ({
    timestamp,
    topicArn,
    subject: fields.get(`${prefix}Subject`),
    message: fields.get(`${prefix}Message`) ?? "",
    messageId,
  });
  if (fields.get("Action") === "Publish") return [notification("", ids[0] ?? "")];
  if (fields.get("Action") !== "PublishBatch") return [];
  return ids.map((id, index) => notification(`PublishBatchRequestEntries.member.${index + 1}.`, id));
}
