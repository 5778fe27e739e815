import { expect, test } from "vitest";

import { readDefinition } from "../read/read-definition.ts";
import { inventSubstitutions } from "./substitutions.ts";

test("what fills a hole in is of the kind that its place takes", () => {
  const text = `{
    "StartAt": "Each",
    "States": {
      "Each": {
        "Type": "Map",
        "Comment": "\${Noise}",
        "MaxConcurrency": "\${Most}",
        "ItemBatcher": { "MaxItemsPerBatch": "\${Batch}" },
        "ItemProcessor": { "StartAt": "Set", "States": {
          "Set": { "Type": "Pass", "QueryLanguage": "JSONata", "Assign": {
            "size": "{% \${__size__} * 2 %}", "name": "{% 'in \${__name__}' %}", "bucket": "\${DataBucket}"
          }, "End": true }
        } },
        "Next": "Tell"
      },
      "Tell": { "Type": "Task", "Resource": "arn:aws:states:::sns:publish",
        "Parameters": { "TopicArn": "\${Alerts}", "Message": { "queue_arn": "\${QueueArn}" } }, "End": true }
    }
  }`;
  expect(inventSubstitutions(readDefinition(text))).toEqual({
    Most: 1,
    Batch: 1,
    __size__: 1,
    __name__: "name",
    DataBucket: "data-bucket",
    Alerts: "arn:aws:sns:us-east-1:000000000000:Alerts",
    QueueArn: "arn:aws:sqs:us-east-1:000000000000:QueueArn",
  });
});
