import type { Duration } from "@alpha-engine/dialect";
import { z } from "zod";

import type { CapacityOptions } from "../cloud/capacity.ts";
import { duration, lifecycle, poolRule, strict, wholeNumber } from "../cloud/schemas.ts";
import { TIMING_NAMES, type Timings } from "../cloud/timings.ts";

/** Text, or a file beside the seed file. */
export interface SeedSource {
  readonly content?: string | undefined;
  readonly file?: string | undefined;
}

/** How a file of an image lies there. */
export interface SeedImageFile {
  readonly mode?: string | undefined;
  readonly owner?: string | undefined;
}

/** A folder of this machine, or made-up files by their paths: see `Checkout`. */
export type SeedOrigin = string | Readonly<Record<string, SeedSource & { readonly mode?: string | undefined }>>;

/** A clone on an instance: see `Checkout`. */
export interface SeedCheckout {
  readonly from: SeedOrigin;
  readonly url: string;
  readonly branch?: string | undefined;
  readonly owner?: string | undefined;
}

/** What instances of an image find, as a seed says it: see `Image`. */
export interface SeedImage {
  readonly files?: Readonly<Record<string, SeedSource & SeedImageFile>> | undefined;
  readonly prepare?: SeedSource | undefined;
  readonly exposes?: readonly string[] | undefined;
  readonly sh?: "bash" | "dash" | undefined;
  readonly agent?: boolean | undefined;
  readonly packages?: readonly string[] | undefined;
  readonly repositories?: Readonly<Record<string, SeedOrigin>> | undefined;
  readonly units?: Readonly<Record<string, SeedSource>> | undefined;
  readonly checkouts?: Readonly<Record<string, SeedCheckout>> | undefined;
}

/** A Lambda function: see `LambdaFunction`; its module is a path. */
export type SeedFunction = {
  readonly timeout?: Duration | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
} & (
  | { readonly module: string; readonly handler?: string | undefined }
  | { readonly python: string; readonly folder?: string | undefined }
  | { readonly command: readonly [string, ...string[]]; readonly folder?: string | undefined }
);

/** A DynamoDB table with its keys and first items. */
export interface SeedTable {
  /** `name:S`, `name:N` or `name:B`. */
  readonly partitionKey: string;
  readonly sortKey?: string | undefined;
  readonly items?: readonly Readonly<Record<string, string | number | boolean>>[] | undefined;
}

/** An instance that is launched at every start. */
export interface SeedInstance {
  readonly imageId: string;
  readonly instanceType?: string | undefined;
  readonly lifecycle?: "spot" | "on-demand" | undefined;
  readonly subnetId?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

type Named<Value> = Readonly<Record<string, Value>> | undefined;

/** What a cloud begins with, by name. */
export interface Seed {
  readonly buckets?: Named<{ readonly objects?: Named<SeedSource> }>;
  readonly topics?: Named<{ readonly queues?: readonly string[] | undefined }>;
  readonly queues?: Named<{ readonly attributes?: Named<string> }>;
  readonly parameters?: Named<{
    readonly value: string;
    readonly type?: "String" | "StringList" | "SecureString" | undefined;
  }>;
  readonly tables?: Named<SeedTable>;
  readonly functions?: Named<SeedFunction>;
  readonly images?: Named<SeedImage>;
  readonly instances?: readonly SeedInstance[] | undefined;
  readonly capacity?: CapacityOptions | undefined;
  readonly subnets?: Named<{ readonly zone: string; readonly freeAddresses?: number | undefined }>;
  readonly timings?: Partial<Timings> | undefined;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  readonly network?: { readonly allow?: readonly string[] | undefined } | undefined;
}

/** The seed, or where and why it is none. Unknown keys are refused: a typing error must not pass for an absence. */
export function parseSeed(value: unknown): { readonly seed: Seed } | { readonly problem: string } {
  const { success, data, error } = schema.safeParse(value ?? {});
  if (success) return { seed: data };
  const [first] = error.issues;
  const place = first === undefined || first.path.length === 0 ? "" : `${first.path.join(".")}: `;
  return { problem: `${place}${first?.message ?? "not as expected"}` };
}

const named = <Value extends z.ZodType>(value: Value): z.ZodOptional<z.ZodRecord<z.ZodString, Value>> =>
  z.record(z.string(), value).optional();

const source = strict({ content: z.string().optional(), file: z.string().optional() }).refine(
  ({ content, file }) => (content === undefined) !== (file === undefined),
  "give content or file",
);
const sourceWithMode = {
  content: z.string().optional(),
  file: z.string().optional(),
  mode: z
    .string()
    .regex(/^0?[0-7]{3}$/, "expected an octal mode like 0755")
    .optional(),
};
const hasOneSource = ({ content, file }: SeedSource): boolean => (content === undefined) !== (file === undefined);
const imageFile = strict({ ...sourceWithMode, owner: z.string().optional() }).refine(
  hasOneSource,
  "give content or file",
);
const origin = z.union([
  z.string(),
  z.record(z.string(), strict(sourceWithMode).refine(hasOneSource, "give content or file")),
]);
const key = z.string().regex(/:[SNB]$/, "expected a name and its type, like run:S");

const capacity: z.ZodType<CapacityOptions> = strict({
  pools: z.array(poolRule).exactOptional(),
  quotas: z
    .array(
      strict({
        lifecycle,
        vcpus: wholeNumber,
        group: z.string().exactOptional(),
        heldFor: duration.exactOptional(),
      }),
    )
    .exactOptional(),
});

const functionSettings = { timeout: duration.optional(), environment: named(z.string()) };

const schema: z.ZodType<Seed> = strict({
  buckets: named(strict({ objects: named(source) })),
  topics: named(strict({ queues: z.array(z.string()).optional() })),
  queues: named(strict({ attributes: named(z.string()) })),
  parameters: named(strict({ value: z.string(), type: z.enum(["String", "StringList", "SecureString"]).optional() })),
  tables: named(
    strict({
      partitionKey: key,
      sortKey: key.optional(),
      items: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).optional(),
    }),
  ),
  functions: named(
    z.union([
      strict({ module: z.string(), handler: z.string().optional(), ...functionSettings }),
      strict({ python: z.string(), folder: z.string().optional(), ...functionSettings }),
      strict({
        command: z.tuple([z.string()], z.string()),
        folder: z.string().optional(),
        ...functionSettings,
      }),
    ]),
  ),
  images: named(
    strict({
      files: named(imageFile),
      prepare: source.optional(),
      exposes: z.array(z.string()).optional(),
      sh: z.enum(["bash", "dash"]).optional(),
      agent: z.boolean().optional(),
      packages: z.array(z.string()).optional(),
      repositories: named(origin),
      units: z
        .record(z.string().regex(/^[\w@.:-]+\.(?:service|timer)$/, "expected name.service or name.timer"), source)
        .optional(),
      checkouts: named(
        strict({ from: origin, url: z.string(), branch: z.string().optional(), owner: z.string().optional() }),
      ),
    }),
  ),
  instances: z
    .array(
      strict({
        imageId: z.string(),
        instanceType: z.string().optional(),
        lifecycle: lifecycle.optional(),
        subnetId: z.string().optional(),
        tags: named(z.string()),
      }),
    )
    .optional(),
  capacity: capacity.optional(),
  subnets: named(strict({ zone: z.string(), freeAddresses: wholeNumber.optional() })),
  timings: z.partialRecord(z.enum(TIMING_NAMES), duration).optional(),
  region: z.string().optional(),
  account: z.string().optional(),
  network: strict({ allow: z.array(z.string()).optional() }).optional(),
});
