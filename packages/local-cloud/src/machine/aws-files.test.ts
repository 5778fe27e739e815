import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { HOMES, writeAwsFiles } from "./aws-files.ts";
import { ownFiles } from "./own-files/own-files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aws-files-"));
  for (const home of HOMES) await mkdir(join(folder, home), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const environment = (port: number): Record<string, string> => ({
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port + 1}`,
  AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${port + 2}`,
  AWS_ACCESS_KEY_ID: "not-real",
  AWS_SECRET_ACCESS_KEY: "not-a-secret",
});
const config = (): string => join(folder, "root/.aws/config");

test("every home's AWS files lead to this cloud, and no region is in them", async () => {
  writeAwsFiles(ownFiles(folder), HOMES, environment(1));
  for (const home of HOMES) {
    expect(await readFile(join(folder, home, ".aws/config"), "utf8")).toBe(
      "[default]\nendpoint_url = http://127.0.0.1:1\nservices = local-cloud\n" +
        "ec2_metadata_service_endpoint = http://127.0.0.1:3\n[services local-cloud]\ns3 =\n  endpoint_url = http://127.0.0.1:2\n",
    );
    expect(await readFile(join(folder, home, ".aws/credentials"), "utf8")).toBe(
      "[default]\naws_access_key_id = not-real\naws_secret_access_key = not-a-secret\n",
    );
  }
});

test("profiles that the image or the machine made keep what they say, and lead here too; a new boot has new endpoints", async () => {
  await mkdir(join(folder, "root/.aws"));
  await writeFile(config(), "[profile prod]\nregion = eu-west-1\nendpoint_url=https://elsewhere\n");
  writeAwsFiles(ownFiles(folder), HOMES, environment(1));
  writeAwsFiles(ownFiles(folder), HOMES, environment(5));
  expect(await readFile(config(), "utf8")).toBe(
    "[default]\nendpoint_url = http://127.0.0.1:5\nservices = local-cloud\n" +
      "ec2_metadata_service_endpoint = http://127.0.0.1:7\n" +
      "[profile prod]\nendpoint_url = http://127.0.0.1:5\nservices = local-cloud\n" +
      "ec2_metadata_service_endpoint = http://127.0.0.1:7\nregion = eu-west-1\n" +
      "[services local-cloud]\ns3 =\n  endpoint_url = http://127.0.0.1:6\n",
  );
});
