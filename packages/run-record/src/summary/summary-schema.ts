import { z } from "zod";

import { stateSummarySchema } from "../facts/step-schema.ts";
import type { Problem, Summary } from "./summary.ts";

const text = z.string().nullable();
const PROBLEM_KINDS = [
  "instance-left",
  "instance-killed",
  "log-missing",
  "fault-unmet",
  "expectation-unmet",
  "secret-left",
  "stand-in-unmet",
  "failed-step",
  "unheeded-failure",
  "left-in-flight",
  "merge-without-effect",
  "skipped-by-another",
  "stale-checkout",
  "still-running",
  "false-success",
  "degraded-success",
  "not-modelled",
  "network-denied",
  "invented",
] as const satisfies readonly Problem["kind"][];

/** Reads a `summary.json` and refuses anything else, and what has another `schemaVersion`; keys that it does not know stay. */
export const summarySchema: z.ZodType<Summary> = z.looseObject({
  schemaVersion: z.literal(5),
  pipeline: z.string(),
  executionName: z.string(),
  executionArn: text,
  machineType: z.enum(["STANDARD", "EXPRESS"]).default("STANDARD"),
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "RUNNING"]),
  startedAt: text,
  endedAt: text,
  wallSeconds: z.number(),
  input: z.unknown(),
  output: z.unknown(),
  interrupted: text.default(null),
  error: text,
  cause: text,
  sandbox: z.looseObject({ kind: z.enum(["namespaces", "plain", "aws"]), reason: text }),
  network: z
    .looseObject({
      kind: z.enum(["own", "shared", "aws"]),
      reason: text,
      connections: z.array(
        z.looseObject({
          destination: z.string(),
          protocol: z.enum(["tcp", "udp", "icmp", "ssh"]),
          outcome: z.enum(["denied", "reached", "failed"]),
          attempts: z.int(),
          states: z.array(z.string()),
          instanceIds: z.array(z.string()),
          commands: z.array(z.string()),
        }),
      ),
    })
    .default({ kind: "shared", reason: null, connections: [] }),
  time: z.looseObject({ rate: z.number(), notes: z.array(z.string()) }),
  logBucket: text,
  states: z.array(stateSummarySchema),
  hops: z.array(z.looseObject({ state: z.string(), item: z.int().nullable(), hops: z.array(z.string()) })).default([]),
  faults: z.array(
    z.looseObject({
      state: z.string(),
      kind: z.string(),
      item: z.int().nullable(),
      injected: z.boolean(),
    }),
  ),
  standIns: z
    .looseObject({
      tasks: z.int(),
      by: z.array(
        z.looseObject({
          name: z.string(),
          kind: z.enum(["stand-in", "mock"]),
          calls: z.int(),
          states: z.array(z.string()),
        }),
      ),
    })
    .default({ tasks: 0, by: [] }),
  expectations: z
    .array(z.looseObject({ what: z.string(), expected: z.string(), met: z.boolean().nullable(), got: z.string() }))
    .default([]),
  problems: z.array(z.looseObject({ kind: z.enum(PROBLEM_KINDS), state: text, message: z.string() })),
  invented: z
    .looseObject({
      answers: z.array(z.looseObject({ state: z.string(), asked: z.string(), why: z.string(), times: z.int() })),
      input: z.array(z.string()),
      objects: z.array(z.string()).default([]),
      substitutions: z.array(z.string()),
    })
    .nullable()
    .default(null),
  notModelled: z.array(z.looseObject({ state: z.string(), asked: z.string(), why: z.string() })),
  fidelity: z.array(z.looseObject({ id: z.string(), kind: z.enum(["inference", "deviates"]), behaviour: z.string() })),
});
