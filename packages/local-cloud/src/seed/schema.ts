import { z } from "zod";

import { DEFAULT_TIMINGS, type Timings } from "../cloud/options.ts";

/** Text, or a file beside the seed file. */
export interface SeedSource {
  readonly content?: string | undefined;
  readonly file?: string | undefined;
}

export interface SeedImage {
  readonly files?: Readonly<Record<string, SeedSource & { readonly mode?: string | undefined }>> | undefined;
  readonly exposes?: readonly string[] | undefined;
  readonly sh?: "bash" | undefined;
  readonly agent?: boolean | undefined;
  readonly packages?: readonly string[] | undefined;
  readonly repositories?: Readonly<Record<string, string>> | undefined;
}

export interface SeedCapacity {
  readonly pools?: readonly SeedPoolRule[] | undefined;
  readonly quotas?: readonly SeedQuota[] | undefined;
}

export interface SeedPoolRule {
  readonly instanceType?: string | undefined;
  readonly zone?: string | undefined;
  readonly lifecycle?: "spot" | "on-demand" | undefined;
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  readonly available?: number | undefined;
  readonly offered?: boolean | undefined;
  readonly error?:
    | { readonly code: string; readonly message?: string | undefined; readonly times?: number | undefined }
    | null
    | undefined;
  readonly price?: number | undefined;
  readonly delayMs?: number | undefined;
}

export interface SeedQuota {
  readonly lifecycle: "spot" | "on-demand";
  readonly vcpus: number;
  readonly group?: string | undefined;
  readonly heldSeconds?: number | undefined;
}

export interface SeedFunction {
  readonly module: string;
  readonly handler?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

export interface SeedTable {
  /** `name:S`, `name:N` or `name:B`. */
  readonly partitionKey: string;
  readonly sortKey?: string | undefined;
  readonly items?: readonly Readonly<Record<string, string | number | boolean>>[] | undefined;
}

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
  readonly capacity?: SeedCapacity | undefined;
  readonly subnets?: Named<{ readonly zone: string; readonly freeAddresses?: number | undefined }>;
  readonly timings?: Partial<Timings> | undefined;
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

const source = z
  .strictObject({ content: z.string().optional(), file: z.string().optional() })
  .refine(({ content, file }) => (content === undefined) !== (file === undefined), "give content or file");
const imageFile = z
  .strictObject({
    content: z.string().optional(),
    file: z.string().optional(),
    mode: z
      .string()
      .regex(/^0?[0-7]{3}$/, "expected an octal mode like 0755")
      .optional(),
  })
  .refine(({ content, file }) => (content === undefined) !== (file === undefined), "give content or file");
const key = z.string().regex(/:[SNB]$/, "expected a name and its type, like run:S");

const TIMING_NAMES = Object.keys(DEFAULT_TIMINGS) as (keyof Timings)[];
const lifecycle = z.enum(["spot", "on-demand"]);
const whole = z.number().int().nonnegative();
/** One rule about the capacity of pools. */
export const poolRule: z.ZodType<SeedPoolRule> = z.strictObject({
  instanceType: z.string().optional(),
  zone: z.string().optional(),
  lifecycle: lifecycle.optional(),
  from: z.number().nonnegative().optional(),
  until: z.number().nonnegative().optional(),
  available: whole.optional(),
  offered: z.boolean().optional(),
  error: z
    .strictObject({ code: z.string(), message: z.string().optional(), times: whole.optional() })
    .nullable()
    .optional(),
  price: z.number().positive().optional(),
  delayMs: z.number().nonnegative().optional(),
});
const capacity = z.strictObject({
  pools: z.array(poolRule).optional(),
  quotas: z
    .array(
      z.strictObject({
        lifecycle,
        vcpus: whole,
        group: z.string().optional(),
        heldSeconds: z.number().nonnegative().optional(),
      }),
    )
    .optional(),
});

const schema: z.ZodType<Seed> = z.strictObject({
  buckets: named(z.strictObject({ objects: named(source) })),
  topics: named(z.strictObject({ queues: z.array(z.string()).optional() })),
  queues: named(z.strictObject({ attributes: named(z.string()) })),
  parameters: named(
    z.strictObject({ value: z.string(), type: z.enum(["String", "StringList", "SecureString"]).optional() }),
  ),
  tables: named(
    z.strictObject({
      partitionKey: key,
      sortKey: key.optional(),
      items: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))).optional(),
    }),
  ),
  functions: named(
    z.strictObject({
      module: z.string(),
      handler: z.string().optional(),
      timeoutSeconds: z.number().positive().optional(),
      environment: named(z.string()),
    }),
  ),
  images: named(
    z.strictObject({
      files: named(imageFile),
      exposes: z.array(z.string()).optional(),
      sh: z.literal("bash").optional(),
      agent: z.boolean().optional(),
      packages: z.array(z.string()).optional(),
      repositories: named(z.string()),
    }),
  ),
  instances: z
    .array(
      z.strictObject({
        imageId: z.string(),
        instanceType: z.string().optional(),
        lifecycle: lifecycle.optional(),
        subnetId: z.string().optional(),
        tags: named(z.string()),
      }),
    )
    .optional(),
  capacity: capacity.optional(),
  subnets: named(z.strictObject({ zone: z.string(), freeAddresses: whole.optional() })),
  timings: z.partialRecord(z.enum(TIMING_NAMES), z.number().nonnegative()).optional(),
});
