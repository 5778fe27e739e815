import { dirname } from "node:path";

import type { OwnFiles } from "./own-files/own-files.ts";

/** The homes of a machine's own users, and what becomes of homes that are made later. */
export const HOMES: readonly string[] = ["root", "home/ec2-user"];
export const LATER_HOMES: readonly string[] = ["etc/skel"];
const SERVICES = "services local-cloud";
const PREFIX = "AWS_ENDPOINT_URL_";

/**
 * Writes what leads to this cloud into the AWS files of these homes of an instance, into every profile that is
 * there: a program that was started without the environment (`su -`, `runuser -l`, `env -i`) finds it as well. The
 * region is not among it: on AWS a machine has none in its files either.
 */
export function writeAwsFiles(
  files: OwnFiles,
  homes: readonly string[],
  environment: Readonly<Record<string, string>>,
): void {
  const { AWS_ACCESS_KEY_ID: id = "", AWS_SECRET_ACCESS_KEY: secret = "" } = environment;
  const metadata = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"];
  const config = {
    endpoint_url: environment["AWS_ENDPOINT_URL"] ?? "",
    services: SERVICES.split(" ")[1] ?? "",
    ...(metadata === undefined ? {} : { ec2_metadata_service_endpoint: metadata }),
  };
  const endpoints = Object.entries(environment)
    .filter(([name]) => name.startsWith(PREFIX))
    .map(([name, url]) => `${name.slice(PREFIX.length).toLowerCase()} =\n  endpoint_url = ${url}\n`);
  for (const home of homes) {
    rewrite(files, `${home}/.aws/config`, (text) => {
      const profiles = withKeys(
        withoutSection(text, SERVICES),
        (name) => name === "default" || name.startsWith("profile "),
        config,
      );
      return `${profiles}[${SERVICES}]\n${endpoints.join("")}`;
    });
    const credentials = { aws_access_key_id: id, aws_secret_access_key: secret };
    rewrite(files, `${home}/.aws/credentials`, (text) => withKeys(text, (name) => name === "default", credentials));
  }
}

/** Sets these keys in each section that is meant; `default` is there in the end. */
function withKeys(text: string, isMeant: (section: string) => boolean, keys: Readonly<Record<string, string>>): string {
  const set = Object.entries(keys).map(([key, value]) => `${key} = ${value}`);
  const lines = /^\s*\[default\]/m.test(text) ? text.split("\n") : ["[default]", ...text.split("\n")];
  let within = false;
  const kept = lines.flatMap((line) => {
    const section = sectionOf(line);
    if (section !== undefined) {
      within = isMeant(section);
      return within ? [line, ...set] : [line];
    }
    return within && Object.hasOwn(keys, line.split("=")[0]?.trim() ?? "") ? [] : [line];
  });
  return `${kept.join("\n").trimEnd()}\n`;
}

function withoutSection(text: string, name: string): string {
  let within = false;
  const kept = text.split("\n").filter((line) => {
    const section = sectionOf(line);
    if (section !== undefined) within = section === name;
    return !within;
  });
  return kept.join("\n");
}

function sectionOf(line: string): string | undefined {
  return /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1];
}

/** The files are of whom the home is of. */
function rewrite(files: OwnFiles, file: string, change: (text: string) => string): void {
  const before = files.read(file) ?? "";
  const after = change(before);
  if (after === before) return;
  const ids = files.stat(dirname(dirname(file)));
  files.makeFolder(dirname(file), { ids });
  files.write(file, after, { mode: 0o600, ids });
}
