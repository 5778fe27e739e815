// Speed beside aws-local-stepfunctions, in one run: `pnpm build && pnpm bench`.
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

import { StateMachine } from "aws-local-stepfunctions";

import { interpret, parse, simulatedClock } from "../dist/index.js";
import { answerOf, loop, mapOf, saturdaySized } from "./machines.mjs";

const SATURDAY = new URL("../../../../shared/definitions/production/saturday.json", import.meta.url);
const saturday = existsSync(SATURDAY)
  ? { name: "the Saturday definition", definition: JSON.parse(readFileSync(SATURDAY, "utf8")) }
  : { name: "a generated definition of 109 states", definition: saturdaySized() };

/** What the schedule passes. */
const SATURDAY_INPUT = {
  ec2_instance_id: ["i-0000000000000000a"],
  sns_topic_arn: "arn:aws:sns:us-east-1:000000000000:alerts",
};

console.log(`node ${process.version}, ${availableParallelism()} cores, ${new Date().toISOString().slice(0, 10)}\n`);

await compare("a Pass/Choice loop of 5,000 rounds", loop(5000), { i: 0 }, 20);
await compare(`${saturday.name} with instant tasks`, saturday.definition, SATURDAY_INPUT, 1000);
await scale("an inline Map", (length) => mapOf(length, "INLINE"), [250, 1000]);
await scale("a distributed Map", (length) => mapOf(length, "DISTRIBUTED"), [1000, 10_000, 40_000]);
parsing(saturday.name, JSON.stringify(saturday.definition));

/** Transitions per second of both, as the best of several runs, and their ratio. */
async function compare(title, definition, input, times) {
  const { machine } = parse(definition);
  const ours = await best(times, () => runOurs(machine, input));
  const theirs = await best(Math.min(times, 200), theirRunner(definition, input));
  console.log(title);
  console.log(`  asl                      ${rate(ours)}`);
  console.log(`  aws-local-stepfunctions  ${rate(theirs)}`);
  console.log(`  ratio                    ${(ours.perSecond / theirs.perSecond).toFixed(1)}\n`);
}

async function best(times, run) {
  const runs = [];
  for (let time = 0; time < times; time++) runs.push(await run());
  return runs.toSorted((a, b) => b.perSecond - a.perSecond)[0];
}

function rate({ perSecond, transitions, status, ms }) {
  return `${Math.round(perSecond)} transitions/s (${transitions} in ${ms.toFixed(1)} ms, ${status})`;
}

async function runOurs(machine, input) {
  const began = performance.now();
  const { status, history } = await simulate(machine, input);
  const ms = performance.now() - began;
  const transitions = history.filter(({ type }) => type.endsWith("StateEntered")).length;
  return { status, ms, transitions, perSecond: transitions / (ms / 1000) };
}

async function simulate(machine, input) {
  const clock = simulatedClock({ startAt: Date.UTC(2026, 0, 31) });
  const running = interpret(machine, input, { tasks: async ({ resource }) => answerOf(resource) }, { clock });
  await Promise.all([running, clock.runUntilIdle()]);
  return running;
}

function theirRunner(definition, input) {
  const tasks = {};
  const waits = {};
  for (const [name, state] of allStates(definition)) {
    if (state.Type === "Task") tasks[name] = async () => answerOf(state.Resource);
    if (state.Type === "Wait") waits[name] = 0;
  }
  const machine = new StateMachine(definition, { validationOptions: { noValidate: true } });
  const options = {
    overrides: { taskResourceLocalHandlers: tasks, waitTimeOverrides: waits },
    context: { Execution: { Input: input, StartTime: "2026-01-31T00:00:00.000Z", Name: "bench", Id: "arn:bench" } },
  };
  return async () => {
    const began = performance.now();
    const { result, eventLogs } = machine.run(input, options);
    const counting = count(eventLogs);
    const status = await result.then(
      () => "SUCCEEDED",
      (error) => `FAILED: ${String(error).slice(0, 90)}`,
    );
    const ms = performance.now() - began;
    const transitions = await counting;
    return { status, ms, transitions, perSecond: transitions / (ms / 1000) };
  };
}

async function count(eventLogs) {
  let entered = 0;
  for await (const { type } of eventLogs) if (type === "StateEntered") entered++;
  return entered;
}

function allStates({ States }) {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state],
    ...(state.Branches ?? []).flatMap(allStates),
    ...[state.Iterator, state.ItemProcessor].filter(Boolean).flatMap(allStates),
  ]);
}

async function scale(title, machineOf, lengths) {
  console.log(title);
  for (const length of lengths) {
    const { machine } = parse(machineOf(length));
    const list = Array.from({ length }, (_, index) => index);
    await simulate(machine, list);
    globalThis.gc?.();
    const began = performance.now();
    const before = process.memoryUsage().heapUsed;
    const { status } = await simulate(machine, list);
    const ms = performance.now() - began;
    const megabytes = Math.max(0, process.memoryUsage().heapUsed - before) / 2 ** 20;
    const each = ((ms * 1000) / length).toFixed(1);
    console.log(
      `  ${String(length).padStart(6)} items  ${ms.toFixed(0)} ms, ${each} µs per item, heap +${megabytes.toFixed(0)} MB, ${status}`,
    );
  }
  console.log("");
}

function parsing(title, text) {
  const times = Array.from({ length: 50 }, () => {
    const began = performance.now();
    parse(text);
    return performance.now() - began;
  });
  const warm = times.slice(10).toSorted((a, b) => a - b);
  console.log(`parsing ${title} from text (${Math.round(text.length / 1024)} KB)`);
  console.log(
    `  first ${times[0].toFixed(1)} ms, warm ${warm[Math.floor(warm.length / 2)].toFixed(2)} ms (median of ${warm.length})`,
  );
}
