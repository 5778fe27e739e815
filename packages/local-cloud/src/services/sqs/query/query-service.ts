import type { JsonService, QueryService } from "../../../wire/protocols.ts";
import { fromForm } from "./query-input.ts";
import { forQuery } from "./query-output.ts";

/** The same operations for clients from before 2023, which speak the Query protocol: to `/`, or to the queue's own URL. */
export function queryService(operations: JsonService["operations"]): QueryService {
  return {
    signingName: "sqs",
    dialect: "flattened",
    version: "2012-11-05",
    namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
    operations: Object.fromEntries(
      Object.entries(operations).map(([action, operation]): [string, QueryService["operations"][string]] => [
        action,
        async (form, request) => {
          const { Tags, ...input } = fromForm({ ...urlOf(request.path), ...form });
          const tags = Tags === undefined ? {} : { [action === "CreateQueue" ? "tags" : "Tags"]: Tags };
          return forQuery(action, await operation({ ...input, ...tags }, request));
        },
      ]),
    ),
  };
}

function urlOf(path: string): { readonly QueueUrl?: string } {
  return path === "/" ? {} : { QueueUrl: path };
}
