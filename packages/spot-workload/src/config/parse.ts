import { nearest } from "@alpha-engine/dialect";
import { type z } from "zod";

import type { ConfigProblem } from "../errors.ts";
import { configError } from "./config-error.ts";
import { redacted } from "./redact.ts";
import { launcherConfigSchema, type LauncherConfig } from "./schema.ts";

type Path = readonly PropertyKey[];

/**
 * Checks a config that was read already, and says everything that is wrong with it at once.
 *
 * @param source - names it in messages.
 * @param where - who said what stands at a path, e.g. `config.yaml:3`.
 * @throws SpotWorkloadError `CONFIG_INVALID`
 *
 * @example
 * ```ts example
 * import { parseConfig, SpotWorkloadError } from "@alpha-engine/spot-workload";
 *
 * try {
 *   parseConfig({ bukket: "my-bucket" }, ["work"], "config.yaml");
 * } catch (error) {
 *   if (error instanceof SpotWorkloadError) console.log(error.problems[0]?.path, error.problems.at(-1)?.nearest);
 * }
 * ```
 * ```text output
 * bucket bucket
 * ```
 */
export function parseConfig(
  value: unknown,
  scripts: readonly string[],
  source: string,
  where: (path: Path) => string = () => source,
): LauncherConfig {
  const schema = launcherConfigSchema(scripts);
  const { data, error } = schema.safeParse(value ?? {}, { reportInput: true });
  if (error === undefined) return withoutUndefined(data);
  throw configError(
    source,
    error.issues.flatMap((issue) => problemsOf(issue, schema, where)),
  );
}

function problemsOf(issue: z.core.$ZodIssue, schema: z.ZodType, where: (path: Path) => string): ConfigProblem[] {
  if (issue.code === "invalid_key") {
    const { path } = issue;
    const { keyType } = (bare(schemaAt(schema, path.slice(0, -1)))?.def ?? {}) as Internals;
    const [expected = "another key", got] = [keyType?.description, JSON.stringify(path.at(-1))];
    return [{ path: pathText(path), expected, got, source: where(path) }];
  }
  if (issue.code !== "unrecognized_keys") {
    const { path } = issue;
    return [
      {
        path: pathText(path),
        expected: expectationAt(schema, path),
        got: gotText(issue.input, path),
        source: where(path),
      },
    ];
  }
  const known = Object.keys(shapeOf(schemaAt(schema, issue.path)) ?? {}).filter((key) => !key.startsWith("$"));
  return issue.keys.map((key) => {
    const path = [...issue.path, key];
    const guess = nearest(key, known);
    const expected = guess === undefined ? `one of ${known.join(", ")}` : "a known key";
    return { path: pathText(path), expected, got: "an unknown key", nearest: guess, source: where(path) };
  });
}

function pathText(path: Path): string {
  return path
    .map((step, at) => (typeof step === "number" ? `[${step}]` : `${at === 0 ? "" : "."}${String(step)}`))
    .join("");
}

function gotText(value: unknown, path: Path): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(redacted(value, path.map(String).join(".")));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function expectationAt(schema: z.ZodType, path: Path): string {
  return schemaAt(schema, path)?.description ?? "an object of keys and values";
}

type Internals = {
  readonly innerType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  readonly in?: z.ZodType;
};

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  for (const step of path) {
    const inner: z.ZodType | undefined = bare(at);
    const { element, valueType } = (inner?.def ?? {}) as Internals;
    at = typeof step === "number" ? element : (valueType ?? shapeOf(inner)?.[String(step)]);
  }
  return at?.description === undefined ? bare(at) : at;
}

function shapeOf(schema: z.ZodType | undefined): Readonly<Record<string, z.ZodType>> | undefined {
  return (bare(schema) as { readonly shape?: Readonly<Record<string, z.ZodType>> } | undefined)?.shape;
}

/** Without what makes it optional or gives it a default. */
function bare(schema: z.ZodType | undefined): z.ZodType | undefined {
  const { innerType, in: input } = (schema?.def ?? {}) as Internals;
  const inner = innerType ?? input;
  return inner === undefined ? schema : bare(inner);
}

function withoutUndefined(config: LauncherConfig): LauncherConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined),
  ) as unknown as LauncherConfig;
}
