import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { JsonObject } from "@alpha-engine/asl";
import { renderCommands, type State } from "@alpha-engine/definition";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { template } from "../jsonata/expression.ts";
import { commandsField } from "./field.ts";
import { input, sh, type ShellLine, verbatim } from "./shell.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "commands-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const SEND = "arn:aws:states:::aws-sdk:ssm:sendCommand";
type Language = "JSONPath" | "JSONata";

function stateOf(language: Language, ...lines: readonly ShellLine[]): State {
  const parameters = { Parameters: commandsField(lines) };
  return language === "JSONPath"
    ? { Type: "Task", Resource: SEND, Parameters: parameters }
    : { Type: "Task", Resource: SEND, QueryLanguage: "JSONata", Arguments: template(parameters) };
}

/** Renders as AWS would and runs as the agent would: a file, its lines joined. */
async function runWith(language: Language, data: JsonObject, ...lines: readonly ShellLine[]): Promise<string> {
  const script = join(directory, "_script.sh");
  writeFileSync(script, (await renderCommands(stateOf(language, ...lines), data))?.script ?? "");
  return execFileSync("bash", [script], { cwd: directory, encoding: "utf8" });
}

describe.each(["JSONPath", "JSONata"] as const)("in %s, a value of the input", (language) => {
  const attacks = [
    "2026-01-31",
    "",
    " a  b ",
    "$(touch owned)",
    "`touch owned`",
    "'; touch owned; '",
    '"; touch owned; "',
    "x\ntouch owned",
    "x\\\ny",
    "$HOME ${PATH} !! ~ * ? {a,b}",
    "{} {0} States.Format",
    "\\' \\\" \\\\ \\{ \\}",
    "x && touch owned | cat > owned & ",
    "--help -n %s %d",
    "ünïcödé 漢字 🚀",
  ];

  test.each(attacks)("arrives as one literal word: %j", async (value) => {
    const printed = await runWith(language, { run_date: value }, sh`printf ${"%s"}.%s. ${input("$.run_date")}`);
    expect(printed).toBe(`${value}..`);
    expect(readdirSync(directory)).toEqual(["_script.sh"]);
  });

  test.each(attacks)("arrives whole in a variable, beside others: %j", async (value) => {
    const data = { run_date: value, other: "o'th\"er" };
    const lines = [sh`export RUN_DATE=${input("$.run_date")}`, sh`export OTHER=${input("$.other")}`];
    const show = sh`env -0 | grep -z -E ^RUN_DATE=`;
    expect(await runWith(language, data, ...lines, show)).toBe(`RUN_DATE=${value}\0`);
    expect(readdirSync(directory)).toEqual(["_script.sh"]);
  });

  test("that is verbatim is code: only for what the machine has checked", async () => {
    expect(await runWith(language, { args: " one two" }, sh`printf %s-${verbatim("$.args")}`)).toBe("one-two-");
  });
});

describe("the commands field", () => {
  test("is a plain list where no value is in it", () => {
    expect(commandsField([sh`set -e`, sh`echo "it's" \\ {}`])).toEqual({
      commands: ["set -e", `echo "it's" \\ {}`],
    });
  });

  test.each([
    ["a quote", sh`echo 'x' ${input("$.a")}`, "'"],
    ["a backslash", sh`echo \\ ${input("$.a")}`, "\\"],
    ["a brace", sh`echo {} ${input("$.a")}`, "{"],
  ])("refuses %s in a line with a value, and says why", (_, line, character) => {
    expect(() => commandsField([line])).toThrow(
      expect.objectContaining({
        code: "UNSAFE_COMMAND",
        message: expect.stringMatching(/this text holds .*escaping in intrinsic literals/),
        hint: expect.stringContaining("double quotes"),
      }),
    );
    expect(() => commandsField([line])).toThrow(`holds ${character}`);
  });

  test.each(["echo 'x'", String.raw`echo \n`])("refuses %j beside a line with a value", (text) => {
    const line = { parts: [text] };
    expect(() => commandsField([line, sh`echo ${input("$.a")}`])).toThrow("this text holds");
  });

  test("keeps braces in a line without a value", async () => {
    expect(await runWith("JSONPath", { a: "x" }, sh`echo {1,2}`, sh`echo ${input("$.a")}`)).toBe("1 2\nx\n");
  });
});

describe("sh", () => {
  test.each(["a b", "$(x)", "a;b", "a'b", ""])("takes no string that is more than a plain word: %j", (word) => {
    expect(() => sh`echo ${word}`).toThrow(expect.objectContaining({ code: "UNSAFE_COMMAND" }));
  });

  test("takes plain words and numbers", () => {
    expect(commandsField([sh`run ${"a/b.c"} ${42}`])).toEqual({ commands: ["run a/b.c 42"] });
  });
});
