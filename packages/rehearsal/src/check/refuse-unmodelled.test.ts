import type { Definition } from "@alpha-engine/definition";
import { expect, test } from "vitest";

import { randomDefinition } from "../../testing/random-definition.ts";
import { seeded } from "../../testing/seeded.ts";
import { checkRehearsal } from "./check-rehearsal.ts";
import { refuseUnmodelled } from "./refuse-unmodelled.ts";

const over = (ItemReader: string, task: object) => ({
  StartAt: "M",
  States: {
    M: {
      Type: "Map",
      ItemReader: { Resource: `arn:aws:states:::${ItemReader}`, Parameters: { Bucket: "b" } },
      ResultWriter: { Resource: "arn:aws:states:::s3:putObject", Parameters: { Bucket: "b" } },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
        StartAt: "P",
        States: { P: { ...task, End: true } },
      },
      End: true,
    },
  },
});
const refused = (definition: Definition, standIns = {}): void => refuseUnmodelled([{ definition, standIns }], []);
const SEND = { Type: "Task", Resource: "arn:aws:states:::aws-sdk:ssm:sendCommand" };

test("a Map over a bucket is modelled where S3 is", () => {
  expect(() => refused(over("s3:listObjectsV2", SEND))).not.toThrow();
});

test("a reader and a state in the processor are refused with their places, unless something stands in for the state", () => {
  const definition = over("s3:selectObject", { ...SEND, Resource: "arn:aws:states:::batch:submitJob.sync" });
  expect(() => refused(definition, { "batch:submitJob": { answer: {} } })).toThrow(
    "a state asks for what this cloud does not model:\n  M (/States/M/ItemReader/Resource): arn:aws:states:::s3:selectObject",
  );
  expect(() => refused(definition)).toThrow(
    "M.P (/States/M/ItemProcessor/States/P/Resource): arn:aws:states:::batch:submitJob.sync",
  );
});

test("the refusal has the lines to paste, for every state at once", () => {
  const Parameters = {};
  const train = { Type: "Task", Resource: "arn:aws:states:::batch:submitJob", Parameters };
  const definition = {
    StartAt: "Train",
    States: { Train: { ...train, Next: 'Say "yes"' }, 'Say "yes"': { ...train, End: true } },
  };
  let hint: string | undefined;
  try {
    refused(definition);
  } catch (error) {
    ({ hint } = error as { hint?: string });
  }
  expect(hint).toBe(
    String.raw`say in the configuration what they answer: rehearsal: { standIns: { "Train": { answer: {} }, "Say \"yes\"": { answer: {} } } }; or invent it`,
  );
});

const RESOURCES = [
  "aws-sdk:ssm:sendCommand",
  "batch:submitJob.sync",
  "aws-sdk:ssm:sendComand",
  "http:invoke",
  "events:putEvents.waitForTaskToken",
];

test("whatever is not modelled, wherever it stands, is refused with its state and its place: 300 seeds", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = seeded(seed);
    const asked = new Map<string, string>();
    const { definition } = randomDefinition(random, false, (name) => {
      asked.set(name, `arn:aws:states:::${RESOURCES[Math.floor(random() * RESOURCES.length)] ?? ""}`);
      return { Type: "Task", Resource: asked.get(name) };
    });
    const wrong = [...asked].filter(([, resource]) => !resource.endsWith("sendCommand"));
    const refused = refusalOf(() => checkRehearsal({ pipeline: "p", definition }));
    const named = [...refused.matchAll(/^ {2}\S*?(\w+) \((\S+)\): (\S+)/gm)].map(
      ([, state = "", pointer = "", resource = ""]) => {
        expect([pointer.split("/").at(-2), valueAt(definition, pointer)], `seed ${seed}`).toEqual([state, resource]);
        return [state, resource];
      },
    );
    expect(new Map(named as [string, string][]), `seed ${seed}`).toEqual(new Map(wrong));
    // What something stands in for is there.
    const standIns = Object.fromEntries(wrong.map(([name]) => [name, { answer: {} }]));
    expect(() => checkRehearsal({ pipeline: "p", definition, standIns }), `seed ${seed}`).not.toThrow();
  }
});

function valueAt(value: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], value);
}

function refusalOf(refuses: () => void): string {
  try {
    refuses();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

test("a stand-in that no task asks for is refused with the nearest that one does", () => {
  const definition = {
    StartAt: "Train",
    States: { Train: { ...SEND, Resource: "arn:aws:states:::batch:submitJob.sync", End: true } },
  };
  const stoodIn = (name: string) => () =>
    checkRehearsal({ pipeline: "p", definition, standIns: { Train: { answer: {} }, [name]: { answer: {} } } });
  expect(stoodIn("batch:submitJob")).not.toThrow();
  expect(stoodIn("Trian")).toThrow("standIns.Trian: no task asks for it (did you mean Train?)");
  expect(stoodIn("glue:startJobRun")).toThrow("standIns.glue:startJobRun: no task asks for it");
});
