import { afterEach, expect, test, vi } from "vitest";

import { createProgram, integer, runProgram, seconds, UsageError } from "./index.ts";

const stderr = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
afterEach(() => {
  stderr.mockClear();
  process.exitCode = undefined;
});

async function run(argv: readonly string[], action: () => void = () => {}): Promise<{ code: unknown; text: string }> {
  const program = createProgram({ name: "tool", description: "a tool", version: "1.2.3" });
  program.command("go").option("--count <n>", "how many", integer(1, 9)).action(action);
  await runProgram(program, argv);
  return { code: process.exitCode, text: stderr.mock.calls.map(([text]) => String(text)).join("") };
}

test("an unknown option is refused on one line with the nearest known one and exit code 2", async () => {
  expect(await run(["go", "--cuont", "3"])).toEqual({
    code: 2,
    text: "tool: unknown option '--cuont' (Did you mean --count?)\n",
  });
});

test("the beginning of an option is refused with the whole of it", async () => {
  expect((await run(["go", "--cou", "3"])).text).toBe("tool: unknown option '--cou' (Did you mean --count?)\n");
});

test("an unknown option is named also where a required one is missing, because it may be the one that was meant", async () => {
  const program = createProgram({ name: "tool", description: "a tool", version: "1.2.3" });
  program.command("go").requiredOption("--count <n>", "how many");
  await runProgram(program, ["go", "--cuont", "3"]);
  expect(stderr.mock.calls.join("")).toBe("tool: unknown option '--cuont' (Did you mean --count?)\n");
  stderr.mockClear();
  await runProgram(program, ["go"]);
  expect(stderr.mock.calls.join("")).toContain("required option '--count <n>' not specified");
});

test("a value that does not fit says what was expected and what came", async () => {
  const { code, text } = await run(["go", "--count", "many"]);
  expect(code).toBe(2);
  expect(text).toMatch(/^tool: .*'many'.*whole number from 1 to 9\.\n$/);
});

test("a usage error thrown by the action ends with 2, any other error with 1", async () => {
  expect(
    await run(["go"], () => {
      throw new UsageError("no such state: Foo");
    }),
  ).toEqual({ code: 2, text: "tool: no such state: Foo\n" });
  stderr.mockClear();
  expect(
    await run(["go"], () => {
      throw new Error("disk full");
    }),
  ).toEqual({ code: 1, text: "tool: disk full\n" });
});

test("an error is one line, but for a list in it, whose items keep theirs", async () => {
  const broken = async (message: string) => {
    stderr.mockClear();
    const error = Object.assign(new Error(message), { hint: "try another" });
    return (
      await run(["go"], () => {
        throw error;
      })
    ).text;
  };
  expect(await broken("no such\n\n thing")).toBe("tool: no such thing (try another)\n");
  expect(await broken("two are wrong:\n  one\n  two\n   wraps")).toBe(
    "tool: two are wrong:\n  one\n  two wraps\ntry another\n",
  );
});

test("durations are read with their unit and refused without sense", () => {
  expect([seconds("90"), seconds("1.5m"), seconds("2h"), seconds("250ms")]).toEqual([90, 90, 7200, 0.25]);
  expect(() => seconds("soon")).toThrow("30s, 5m or 2h");
});

test("the list of commands fits 80 columns", async () => {
  const program = createProgram({ name: "tool", description: "Does things.", version: "1" });
  program
    .command("rollback")
    .description("make a pipeline's state machine what it was in a version, and say what became of it")
    .argument("<pipeline>")
    .argument("<version>")
    .argument("[words...]")
    .option("--why <text>");
  const lines = program.helpInformation().split("\n");
  expect(lines.join("\n")).toContain("rollback <pipeline> <version> [words...]");
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});
