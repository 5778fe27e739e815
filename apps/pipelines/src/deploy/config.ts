import { readFileSync } from "node:fs";

import { UsageError } from "@alpha-engine/command-line";
import { closest } from "fastest-levenshtein";
import { parse } from "yaml";
import { prettifyError, z } from "zod";

import { PIPELINES } from "../pipelines.ts";
import { SCHEDULES } from "./schedules.ts";

const account = z.string().regex(/^\d{12}$/, "expected twelve digits, in quotes");
const roleArn = z
  .string()
  .regex(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, "expected arn:aws:iam::000000000000:role/NAME");
const logging = z.strictObject({
  level: z.enum(["ALL", "ERROR", "FATAL", "OFF"]),
  includeExecutionData: z.boolean().default(false),
  logGroupArns: z.array(z.string()).default([]),
});
const stateMachine = z.strictObject({
  name: z.string().optional(),
  roleArn: roleArn.optional(),
  logging: logging.optional(),
  tags: z.record(z.string(), z.string()).default({}),
});
const schedule = z.strictObject({
  name: z.string().optional(),
  enabled: z.boolean().default(false),
  expression: z.string().optional(),
  input: z.record(z.string(), z.unknown()).default({}),
});
const schema = z.strictObject({
  account,
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "expected a region such as us-east-1"),
  snsTopicArn: z.string().regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:\S+$/, "expected arn:aws:sns:REGION:ACCOUNT:TOPIC"),
  roles: z.strictObject({ stateMachines: roleArn, schedules: roleArn }),
  input: z.record(z.string(), z.unknown()).default({}),
  stateMachines: z.record(z.string(), stateMachine).default({}),
  schedules: z.record(z.string(), schedule).default({}),
});

/** What differs from account to account, and nothing that is secret. */
export type DeployConfig = z.infer<typeof schema>;

/** Reads a JSON or YAML file; anything unknown or of another account is refused. */
export function deployConfig(path: string): DeployConfig {
  const { data, error } = schema.safeParse(read(path));
  if (error !== undefined) throw wrong(path, prettifyError(error).replaceAll(/\s*\n\s*/g, " "));
  refuseUnknown(path, "stateMachines", Object.keys(data.stateMachines), Object.keys(PIPELINES));
  refuseUnknown(path, "schedules", Object.keys(data.schedules), Object.keys(SCHEDULES));
  const { roles, stateMachines } = data;
  const arns = [roles.stateMachines, roles.schedules, data.snsTopicArn];
  for (const { roleArn: own } of Object.values(stateMachines)) if (own !== undefined) arns.push(own);
  const foreign = arns.find((arn) => arn.split(":")[4] !== data.account);
  if (foreign !== undefined) throw wrong(path, `${foreign} is not of account ${data.account}`);
  return data;
}

function refuseUnknown(path: string, where: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw wrong(path, `${where}.${unknown} is unknown; did you mean ${closest(unknown, [...known])}?`);
}

function read(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8")) as unknown;
  } catch (error) {
    throw wrong(path, `it cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
}

function wrong(path: string, what: string): UsageError {
  return new UsageError(`the config ${path} is wrong: ${what}`);
}
