import type { JsonService, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { refused } from "../sqs-error.ts";
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
          return forQuery(action, await inItsWords(operation({ ...input, ...tags }, request)));
        },
      ]),
    ),
  };
}

function urlOf(path: string): { readonly QueueUrl?: string } {
  return path === "/" ? {} : { QueueUrl: path };
}

/** The older protocol names the version of the API that the queue is not in. [LocalStack's recordings of AWS, sqs, 2026] */
async function inItsWords(answer: Promise<object>): Promise<object> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "QueueDoesNotExist") throw error;
    throw refused(error.code, "The specified queue does not exist for this wsdl version.");
  }
}
