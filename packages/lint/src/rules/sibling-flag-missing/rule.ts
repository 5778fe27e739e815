import { field, functionName, isObject, type StateNode, textOf } from "@alpha-engine/definition/tree";

import type { LintContext } from "../../rule/context.ts";
import { leavesIn } from "../../rule/leaves.ts";
import type { Rule } from "../../rule/rule.ts";
import { programOf, worksFor } from "../../rule/work.ts";

export const rule: Rule = {
  id: "sibling-flag-missing",
  severity: "warning",
  preset: "recommended",
  what: "A value that every other call of the same function, machine, job or program is given, and one is not.",
  why: "A dry run is real in that one step, or a day is another one there: it takes its own default, and nothing says so.",
  mend: "Pass it there as well.",
  known: "a dry flag that did not reach one function (2026-07-18); stages without the run's date (2026-08-22)",
  *check(context) {
    const groups = Map.groupBy([...callsOf(context), ...commandsOf(context)], ({ target }) => target);
    for (const [target, calls] of groups) {
      const values = new Map<string, Call[]>();
      for (const call of calls)
        for (const value of call.values) values.set(value, [...(values.get(value) ?? []), call]);
      const odd = [...values].filter(([, having]) => having.length === calls.length - 1 && having.length >= 2);
      for (const call of calls) {
        const missing = odd.filter(
          ([value, having]) => !having.includes(call) && !call.values.some((own) => keyOf(own) === keyOf(value)),
        );
        // With more than two it is another kind of call.
        if (missing.length === 0 || missing.length > 2) continue;
        const others = calls.filter((other) => other !== call).map(({ state }) => state);
        yield {
          message: `is the only call of ${target} without ${missing.map(([value]) => value.replace(" ", " = ")).join(" and ")}`,
          state: call.state,
          pointer: call.pointer,
          related: others.slice(0, 5),
        };
      }
    }
  },
};

interface Call {
  readonly state: StateNode;
  readonly pointer: string;
  readonly target: string;
  /** Names of what it is given, with the expression that gives it. */
  readonly values: readonly string[];
}

function keyOf(value: string): string {
  return value.split(" ")[0] ?? "";
}

/** What a call of a service runs, and where what it is given stands. */
const TARGETS: Readonly<Record<string, readonly [target: string, given: string]>> = {
  "lambda:invoke": ["FunctionName", "Payload"],
  "states:startExecution": ["StateMachineArn", "Input"],
  "batch:submitJob": ["JobDefinition", "Parameters"],
  "glue:startJobRun": ["JobName", "Arguments"],
};

function callsOf({ states, graph }: LintContext): readonly Call[] {
  return states.flatMap((state): readonly Call[] => {
    const { call } = state;
    const names = call === undefined ? undefined : TARGETS[`${call.service}:${call.action}`];
    if (call === undefined || names === undefined || !graph.reachable.has(state)) return [];
    const target = functionName(call) ?? textOf(field(call.parameters, names[0])?.value);
    const given = call.parameters[names[1]];
    if (target === "" || !isObject(given)) return [];
    const values = leavesIn(given, "")
      .filter(({ computed, text }) => computed || text === "true" || text === "false")
      .map(({ pointer, text }) => `${pointer.slice(1).replace(/\.\$$/, "")} ${text}`);
    return [{ state, pointer: call.parametersPointer, target, values }];
  });
}

/** The programs that scripts start, with their options, but for those that choose what a step leaves out. */
function commandsOf({ scripts }: LintContext): readonly Call[] {
  return scripts.flatMap(({ state, pointer, shell, markers }) =>
    worksFor(shell).flatMap(({ layers, inFunction }): readonly Call[] => {
      const argv = layers.at(-1) ?? [];
      const script = argv.find((word) => /[\w-]+\.(?:py|sh|js)$/.test(word));
      const target = script ?? programOf(argv);
      const values = optionsOf(argv).map((option) =>
        markers.reduce((text, marker) => text.replaceAll(marker.text, marker.path), option),
      );
      return target === undefined || inFunction !== undefined || values.length === 0
        ? []
        : [{ state, pointer, target, values: [...new Set(values)] }];
    }),
  );
}

/** `--name`, with its value. */
function optionsOf(argv: readonly string[]): readonly string[] {
  return argv.flatMap((word, index) => {
    if (!/^--(?!no-|skip|only)\w/.test(word)) return [];
    const [name = "", value = argv[index + 1]?.startsWith("-") === false ? argv[index + 1] : ""] = word.split("=");
    return [`${name} ${value ?? ""}`.trim()];
  });
}
