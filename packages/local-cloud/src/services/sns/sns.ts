import { join } from "node:path";

import { openJsonLines } from "../../cloud/kept/json-lines.ts";
import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { publishOperations } from "./publish-operations.ts";
import { subscriptionOperations } from "./subscription-operations.ts";
import { createTopicBook } from "./topic-book.ts";
import { topicOperations } from "./topic-operations.ts";
import { createWays } from "./ways.ts";

/** SNS: topics whose subscribers are queues, functions and HTTP endpoints; everything published is in `sns.jsonl`, too. */
export function createSns(part: Part): Service {
  const ending = new AbortController();
  const book = createTopicBook(part);
  const ways = createWays(part, ending.signal);
  const notifications = openJsonLines(join(part.directory, "sns.jsonl"));
  return {
    query: {
      signingName: "sns",
      dialect: "query",
      version: "2010-03-31",
      operations: {
        ...topicOperations(book, part),
        ...subscriptionOperations(book, part, ways),
        ...publishOperations({ book, part, ways, notifications }),
      },
    },
    endWork: async () => ending.abort(),
    stop: async () => await notifications.close(),
  };
}
