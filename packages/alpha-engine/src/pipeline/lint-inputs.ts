import type { Config } from "../config/config.ts";
import { inputFor } from "./placeholders.ts";
import type { Subject } from "./subject.ts";

type Input = Readonly<Record<string, unknown>>;

/** The inputs that executions of a pipeline begin with: its rehearsal's, and each of its schedules' above it. */
export function lintInputs({ name, pipeline, isFile }: Subject, { schedules = {} }: Config): readonly Input[] {
  if (isFile) return [];
  const scheduled = Object.values(schedules).filter((schedule) => schedule.pipeline === name);
  if (pipeline.input === undefined && scheduled.length === 0) return [];
  const rehearsed = inputFor(pipeline.input ?? {}, MADE_UP);
  return [{}, ...scheduled.map(({ input = {} }) => input)].map((input) => ({ ...rehearsed, ...input }));
}

/** Every box is there, and every topic. */
const MADE_UP = {
  boxIds: anyName("i-0000000000000000d"),
  topicArns: anyName("arn:aws:sns:us-east-1:000000000000:topic"),
};

function anyName(value: string): Readonly<Record<string, string>> {
  return new Proxy(
    {},
    {
      get: () => value,
      has: () => true,
      getOwnPropertyDescriptor: () => ({ value, configurable: true, enumerable: true, writable: true }),
    },
  );
}
