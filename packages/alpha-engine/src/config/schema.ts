import { nearest } from "@alpha-engine/dialect";
import * as z from "zod/mini";

import type { Config, Rehearsal, Target } from "./config.ts";

type Shape = Readonly<Record<string, z.ZodMiniType>>;

/** An object with these keys and no other; a key that it does not know is refused with the nearest that it does. */
function strict<S extends Shape>(shape: S): z.ZodMiniObject<S, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== "unrecognized_keys") return undefined;
      const [key = ""] = issue.keys;
      const near = nearest(key, known);
      return `unknown key "${key}"${near === undefined ? "" : ` (did you mean ${near}?)`}; expected one of ${known.join(", ")}`;
    },
  });
}

function like(pattern: RegExp, expected: string): z.ZodMiniType<string> {
  return z.string().check(z.regex(pattern, { error: `expected ${expected}` }));
}

function named<Value extends z.ZodMiniType>(value: Value): z.ZodMiniOptional<z.ZodMiniRecord<z.ZodMiniString, Value>> {
  return z.optional(z.record(z.string(), value));
}

/** What only a configuration in TypeScript or JavaScript can hold; no part of the JSON schema. */
const fromSettings = z.custom<(...given: never[]) => never>((value) => typeof value === "function");
const anything = z.record(z.string(), z.unknown());

function orFrom<Value extends z.ZodMiniType>(
  value: Value,
  expected: string,
): z.ZodMiniUnion<[Value, typeof fromSettings]> {
  return z.union([value, fromSettings], { error: `expected ${expected}, or a function` });
}

const box = strict({
  imageId: z.string(),
  instanceType: z.optional(z.string()),
  stopped: z.optional(z.boolean()),
  instanceId: z.optional(like(/^i-[\da-f]{8,17}$/, "an instance id such as i-0123456789abcdef0")),
  tags: named(z.string()),
});
const standIn = strict({
  answer: z.optional(z.unknown()),
  answers: z.optional(z.array(z.unknown())),
  throws: z.optional(strict({ error: z.string(), cause: z.optional(z.string()) })),
  module: z.optional(z.string()),
  command: z.optional(
    z.union([z.string(), z.array(z.string())], { error: "expected a text for bash, or a list of words" }),
  ),
  folder: z.optional(z.string()),
  delay: z.optional(z.union([z.number(), z.string()], { error: 'expected seconds, or a text such as "90s"' })),
});
const found = z.optional(z.string());
const expectations = strict({
  status: z.optional(z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"])),
  error: z.optional(z.string()),
  output: z.optional(z.unknown()),
  exit: named(z.number()),
  objects: z.optional(
    z.union([z.array(z.string()), z.record(z.string(), z.union([z.boolean(), z.string()]))], {
      error: "expected a list of s3://bucket/key, or true, false or a text by s3://bucket/key",
    }),
  ),
  notifications: z.optional(
    z.array(
      z.union([z.string(), strict({ topic: found, subject: found, message: found })], {
        error: "expected a text, or topic, subject and message",
      }),
    ),
  ),
});
const rehearsal = strict({
  boxes: named(box),
  images: named(anything),
  buckets: named(anything),
  topics: named(anything),
  queues: named(anything),
  parameters: named(anything),
  tables: named(anything),
  functions: named(anything),
  capacity: z.optional(anything),
  subnets: named(anything),
  timings: z.optional(anything),
  region: z.optional(z.string()),
  account: z.optional(z.string()),
  network: z.optional(anything),
  standIns: named(
    z.union([standIn, fromSettings], {
      error: "expected an object with answer, answers, throws, module or command, or a function",
    }),
  ),
  mocks: z.optional(z.string()),
  case: z.optional(z.string()),
  expect: z.optional(expectations),
  secrets: z.optional(z.array(like(/^[A-Za-z_]\w*$/, "the name of a variable"))),
  faults: z.optional(
    z.array(
      z.union([z.string(), strict({ state: z.string(), kind: z.string(), item: z.optional(z.number()) })], {
        error: "expected STATE:KIND, or an object with state and kind",
      }),
    ),
  ),
  logs: z.optional(strict({ bucket: z.string(), prefix: z.string() })),
  isWorkload: z.optional(fromSettings),
  rate: z.optional(z.number().check(z.positive())),
  startAt: z.optional(z.string()),
  directory: z.optional(z.string()),
});
const fields = z.record(
  z.string(),
  strict({
    type: z.enum(["text", "boolean", "instance", "date"]),
    default: z.optional(z.union([z.string(), z.boolean()], { error: "expected a text, true or false" })),
    oneOf: z.optional(z.array(z.string())),
    matches: z.optional(z.string()),
  }),
);
const pipeline = strict({
  description: z.optional(z.string()),
  definition: z.union([z.string(), fromSettings, anything], {
    error: "expected a file's name, a definition, or a function that returns one",
  }),
  type: z.optional(z.enum(["STANDARD", "EXPRESS"])),
  fields: z.optional(orFrom(fields, "fields by name")),
  input: z.optional(orFrom(anything, "an object")),
  substitutions: z.optional(anything),
  rehearsal: z.optional(orFrom(rehearsal, "an object")),
  stateMachineName: z.optional(z.string()),
});
const roleArn = like(/^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/, "arn:aws:iam::000000000000:role/NAME");
const target = strict({
  account: like(/^\d{12}$/, "twelve digits, in quotes"),
  region: like(/^[a-z]{2}(?:-[a-z]+)+-\d$/, "a region such as us-east-1"),
  roles: strict({ stateMachines: roleArn, schedules: roleArn }),
  settings: z.optional(anything),
  input: z.optional(anything),
  stateMachines: named(
    strict({
      name: z.optional(z.string()),
      roleArn: z.optional(roleArn),
      logging: z.optional(
        strict({
          level: z.enum(["ALL", "ERROR", "FATAL", "OFF"]),
          includeExecutionData: z.optional(z.boolean()),
          logGroupArns: z.optional(z.array(z.string())),
        }),
      ),
      tags: named(z.string()),
    }),
  ),
  schedules: named(
    strict({
      name: z.optional(z.string()),
      enabled: z.optional(z.boolean()),
      expression: z.optional(z.string()),
      input: z.optional(anything),
    }),
  ),
});

/** A whole configuration. */
export const configSchema: z.ZodMiniType<Config> = strict({
  $schema: z.optional(z.string()),
  pipelines: named(z.union([z.string(), pipeline], { error: "expected a definition's file, or an object" })),
  settings: z.optional(anything),
  rehearsal: z.optional(orFrom(rehearsal, "an object")),
  lint: z.optional(
    strict({
      preset: z.optional(z.enum(["grammar", "recommended", "pipeline"])),
      rules: z.optional(anything),
      minSeverity: z.optional(z.enum(["info", "warning", "error"])),
      exceptions: z.optional(z.array(z.unknown())),
      lambdas: z.optional(anything),
      invokable: z.optional(z.unknown()),
      environment: z.optional(z.array(z.string())),
      programs: z.optional(anything),
      retiredModules: named(z.string()),
    }),
  ),
  schedules: named(
    strict({
      pipeline: z.string(),
      description: z.optional(z.string()),
      expression: z.string(),
      input: z.optional(anything),
      ruleName: z.optional(z.string()),
    }),
  ),
  targets: named(z.union([z.string(), target], { error: "expected a file's name, or an object" })),
}) as unknown as z.ZodMiniType<Config>;

/** What a function of a configuration returns, checked when it has. */
export const rehearsalSchema = rehearsal as unknown as z.ZodMiniType<Rehearsal>;

/** A target in a file of its own. */
export const targetSchema = target as unknown as z.ZodMiniType<Target>;
