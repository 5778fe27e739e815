import { expect, test } from "vitest";

import { readByCli } from "./aws-cli.ts";
import { newExpected } from "./expected.ts";
import { expectedBy } from "./scripts.ts";
import { newStorage } from "./storage.ts";

const NOWHERE = { hasProgram: () => true, hasFile: () => false, repository: () => undefined };

function readBy(script: string) {
  const [expected, storage] = [newExpected(), newStorage()];
  expectedBy(script, "Work", expected, NOWHERE);
  for (const { state, words } of expected.calls) readByCli(words, state, storage);
  return {
    buckets: Object.fromEntries(storage.buckets.entries.map(([name, { of }]) => [name, [...of.keys()]])),
    parameters: Object.fromEntries(storage.parameters.entries.map(([name, { of }]) => [name, of.isSecret])),
    files: expected.files.names,
  };
}

test.each([
  ["aws s3 cp s3://data/day/a.csv /tmp/a.csv && wc -l /tmp/a.csv", { data: ["day/a.csv"] }],
  ["B=data; sudo -u app aws --region eu-west-1 s3 cp s3://$B/a.csv .", { data: ["a.csv"] }],
  ["aws s3 sync s3://data/models /tmp/models --quiet", { data: ["models/object-1"] }],
  ["aws s3 cp --recursive s3://data/models/ /tmp/models", { data: ["models/object-1"] }],
  ["aws s3 cp /tmp/a.csv s3://out/a.csv", { out: [] }],
  ["aws s3 cp s3://data/$DAY.csv s3://out/x.csv", { data: [], out: [] }],
])("what the AWS CLI reads of buckets is there: %s", (script, buckets) => {
  expect(readBy(script)).toMatchObject({ buckets });
});

test("what it asks for of parameters is there, and what it fetches need not be", () => {
  expect(
    readBy(
      "P=$(aws ssm get-parameter --with-decryption --name /app/token --query Parameter.Value)\n" +
        "aws ssm get-parameters --names /app/a /app/b --output text\n" +
        "aws s3 cp s3://data/run.sh /opt/run.sh && bash /opt/run.sh",
    ),
  ).toMatchObject({ parameters: { "/app/token": true, "/app/a": false, "/app/b": false } });
  expect(readBy("aws s3 cp s3://data/run.sh /opt/x/run.sh; bash /opt/x/run.sh").files).toEqual(["/opt/x/.keep"]);
});
