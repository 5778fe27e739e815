/** Values by path of the config, e.g. `budgets.phase1`, each with the name of who said it. */
export type Overrides = ReadonlyMap<string, { readonly value: unknown; readonly source: string }>;

type Read = (text: string) => unknown;

const word: Read = (text) => text;
const words: Read = (text) =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
/** What is no number stays what it is, to be complained about. */
const number: Read = (text) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);

const VARIABLES: readonly (readonly [name: string, key: string, read: Read])[] = [
  ["AWS_REGION", "region", word],
  ["S3_BUCKET", "bucket", word],
  ["INSTANCE_TYPES", "instanceTypes", words],
  ["SUBNETS", "subnetIds", words],
  ["BRANCH", "branch", word],
  ["MAX_SPOT_ATTEMPTS", "maxSpotAttempts", number],
  ["SPOT_RETRY_BACKOFF_SECONDS", "retryBackoffSeconds", number],
  ["SF_EXECUTION_TIMEOUT", "stepTimeoutSeconds", number],
];

/**
 * What the environment says of the config. An empty variable is one that was not set.
 *
 * @param longScripts - whose budget `MAX_RUNTIME_SECONDS` is.
 */
export function configFromEnvironment(environment: NodeJS.ProcessEnv, longScripts: readonly string[]): Overrides {
  const budgets = longScripts.map((script) => ["MAX_RUNTIME_SECONDS", `budgets.${script}`, number] as const);
  return new Map(
    [...VARIABLES, ...budgets].flatMap(([name, key, read]) => {
      const text = environment[name]?.trim() ?? "";
      return text === "" ? [] : [[key, { value: read(text), source: `$${name}` }]];
    }),
  );
}
