import { actionOf, modelledResource, type ResourceAnswer, standInKey } from "@alpha-engine/local-cloud/models";

import { RehearsalError } from "../errors.ts";
import type { RehearseOptions } from "../options.ts";
import { type Asked, askedBy, stoodInFor } from "./asked.ts";

/** A definition, with what stands in for its tasks. */
interface Machine {
  /** Of one that others start. */
  readonly name?: string;
  readonly definition: RehearseOptions["definition"];
  readonly standIns: NonNullable<RehearseOptions["standIns"]>;
}

/**
 * Refuses, before anything starts, definitions with states that ask for what the cloud does not model and nothing stands
 * in for: all of them at once. Whatever such a state did would say nothing about AWS.
 */
export function refuseUnmodelled(machines: readonly Machine[], functions: readonly string[]): void {
  const wrong = machines.flatMap(({ name, definition, standIns }) =>
    askedBy(definition)
      .filter((asked) => !asked.isTask || standInKey(standIns, stoodInFor(asked)) === undefined)
      .map((asked) => ({ machine: name, asked, answer: answerTo(asked, functions) }))
      .filter(({ answer }) => answer.is !== "modelled"),
  );
  if (wrong.length === 0) return;
  const lines = wrong.map(
    ({ machine, asked, answer }) => `  ${machine === undefined ? "" : `${machine}: `}${line(asked, answer)}`,
  );
  const what = wrong.length === 1 ? "a state asks" : `${wrong.length} states ask`;
  throw new RehearsalError("NOT_MODELLED", `${what} for what this cloud does not model:\n${lines.join("\n")}`, {
    hint: `say in the configuration what they answer: ${linesToPaste(wrong.map(({ asked }) => asked))}; or invent it`,
  });
}

/** For YAML and for TypeScript. What a Map reads nothing can stand in for. */
function linesToPaste(asked: readonly Asked[]): string {
  const names = new Set(asked.flatMap(({ isTask, name }) => (isTask ? [name] : [])));
  const entries = [...names].map((name) => `${JSON.stringify(name)}: { answer: {} }`);
  return `rehearsal: { standIns: { ${entries.join(", ")} } }`;
}

function answerTo({ resource, named }: Asked, functions: readonly string[]): ResourceAnswer {
  // What a Map reads and writes is asked of S3 as a task would.
  const answer = modelledResource(resource.replace(/^(arn:[^:]*:states:::)s3:/, "$1aws-sdk:s3:"), functions);
  if (answer.is !== "modelled" || named === undefined) return answer;
  return modelledResource(`arn:aws:lambda:::function:${named}`, functions);
}

function line({ path, pointer, resource, named }: Asked, answer: ResourceAnswer): string {
  const what = named === undefined ? resource : `${actionOf(resource)} of the function ${named}`;
  const nearest = answer.is === "not-modelled" && answer.nearest !== undefined ? answer.nearest : undefined;
  const guess = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
  return `${path} (${pointer}): ${what}${answer.is === "unknown" ? `: unknown, ${answer.why}` : guess}`;
}
