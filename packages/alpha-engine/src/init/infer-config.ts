import type { JsonObject, JsonValue } from "@alpha-engine/asl";
import { type FoundDefinition } from "@alpha-engine/definition/files";
import { inventSubstitutions } from "@alpha-engine/definition/invent";

import type { Config, Rehearsal } from "../config/config.ts";
import { hostOf } from "./host.ts";
import { infer, type Inferred, type Where } from "./infer/infer.ts";
import { withSiblings } from "./infer/siblings.ts";
import { type Known, study, type Studied } from "./infer/study.ts";
import { plain } from "./noted.ts";

/** A definition that a configuration is made for. */
export interface Subject {
  readonly name: string;
  /** As the configuration names it. */
  readonly definition: string;
  readonly found: FoundDefinition;
  /** The same with what is open filled in. */
  readonly filled: (values: Readonly<Record<string, JsonValue>>) => Promise<FoundDefinition>;
  readonly known?: Known;
}

export interface InferredConfig extends Inferred {
  readonly studied: readonly Studied[];
}

export interface InferOptions {
  /** Where the configuration lies. @default the working folder */
  readonly folder?: string;
}

/** What definitions need to be rehearsed. */
export async function inferConfig(
  subjects: readonly Subject[],
  { folder = process.cwd() }: InferOptions = {},
): Promise<InferredConfig> {
  const where = whereOf(subjects.map(({ found }) => found.text));
  const names = subjects.map(({ name }) => name);
  const studied: Studied[] = [];
  for (const { name, definition, found, filled, known } of subjects) {
    const substitutions = withSiblings(placed(inventSubstitutions(found), where), names);
    const whole = Object.keys(substitutions).length === 0 ? found : await filled(substitutions);
    const one = await study({ name, definition, found: whole, substitutions }, known);
    studied.push({ ...one, invented: { ...one.invented, input: placed(one.invented.input, where) } });
  }
  return { ...infer(studied, where, hostOf(folder)), studied };
}

/** What a rehearsal of one definition finds, and is started with. */
export interface InferredRehearsal {
  readonly rehearsal: Rehearsal;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What a definition that nobody described needs; what its tasks answer is not made up. */
export async function inferRehearsal(found: FoundDefinition): Promise<InferredRehearsal> {
  const subject = { name: "it", definition: "", found, filled: () => Promise.resolve(found) };
  const { config } = await inferConfig([subject]);
  const { pipelines, rehearsal = {} } = plain(config) as Pick<Config, "pipelines"> & { readonly rehearsal?: Rehearsal };
  const { standIns: _, ...there } = rehearsal;
  const { input } = (pipelines?.["it"] ?? {}) as { readonly input?: InferredRehearsal["input"] };
  return { rehearsal: there, input: input ?? {} };
}

const MADE_UP: Where = { account: "000000000000", region: "us-east-1" };

/** The account and the region that most ARNs in the definitions are of. */
function whereOf(texts: readonly string[]): Where {
  const arns = texts.flatMap((text) => [
    ...text.matchAll(/arn:aws[\w-]*:(?:sns|sqs|lambda|states|dynamodb):([a-z]{2}(?:-[a-z]+)+-\d):(\d{12}):/g),
  ]);
  return {
    region: mostOf(arns.map(([, region = ""]) => region)) ?? MADE_UP.region,
    account: mostOf(arns.map(([, , account = ""]) => account)) ?? MADE_UP.account,
  };
}

function mostOf(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

/** What was made up is of the same account and region as what was not. */
function placed<Of extends JsonObject | Readonly<Record<string, JsonValue>>>(
  values: Of,
  { account, region }: Where,
): Of {
  const text = JSON.stringify(values).replaceAll(`:${MADE_UP.region}:${MADE_UP.account}:`, `:${region}:${account}:`);
  return JSON.parse(text) as Of;
}
