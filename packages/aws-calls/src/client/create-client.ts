import { type Duration, toMilliseconds } from "@alpha-engine/dialect";

import { renewableCredentials, type RenewableCredentials } from "./credentials.ts";
import { type ClientWithMiddleware, mendAndRepeat } from "./mend-and-repeat.ts";

/** How a client is made. */
export interface ClientOptions<Config = unknown> {
  /** @default AWS_REGION, AWS_DEFAULT_REGION, the profile's */
  readonly region?: string | undefined;
  /**
   * How often the SDK repeats a call by itself.
   * - `none`: never, for calls whose caller must know of each attempt.
   * - `standard`: as the SDK does and `AWS_MAX_ATTEMPTS` says, by default up to three attempts.
   * - `patient`: up to eight attempts, seconds of pauses, for what a person waits for.
   * @default "standard"
   */
  readonly retries?: "none" | "standard" | "patient" | undefined;
  /** How long an endpoint may be silent. @default 60 */
  readonly requestTimeout?: Duration | undefined;
  /** Any other of the client's own settings; they win over all of the above. */
  readonly config?: Config | undefined;
}

/** What every client's configuration has of this. */
interface Settings {
  readonly region?: string;
  readonly maxAttempts?: number;
  readonly credentials?: RenewableCredentials["provide"];
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: true;
  };
}

type ClientClass = new (config: Settings) => object;

const ATTEMPTS = { none: 1, standard: undefined, patient: 8 } as const;
const CONNECTION_TIMEOUT_MS = 5000;

/**
 * A client of the ordinary AWS environment. It gives up on an endpoint that is silent. A call that is refused for the
 * machine's clock is made again at the time that the answer told; one that is refused since the credentials expired is made
 * again when others are found, in the files of the profile, say. Both are done for every call, whatever `retries` says.
 *
 * @param Client a class of the AWS SDK, such as `S3Client`
 *
 * @example
 * ```ts example cloud
 * import { createClient } from "@alpha-engine/aws-calls";
 * import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
 *
 * const s3 = createClient(S3Client, { retries: "patient", config: { forcePathStyle: true } });
 * const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
 * console.log(Buckets.map(({ Name }) => Name));
 * ```
 * ```text output
 * [ 'my-bucket' ]
 * ```
 */
export function createClient<Client extends ClientClass>(
  Client: Client,
  {
    region = regionOfTheEnvironment(),
    retries = "standard",
    requestTimeout = 60,
    config,
  }: ClientOptions<ConstructorParameters<Client>[0]> = {},
): InstanceType<Client> {
  const maxAttempts = ATTEMPTS[retries];
  const credentials = config !== undefined && "credentials" in config ? undefined : renewableCredentials();
  const settings: Settings = {
    ...(region === undefined ? {} : { region }),
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(credentials === undefined ? {} : { credentials: credentials.provide }),
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: toMilliseconds(requestTimeout, "requestTimeout"),
      throwOnRequestTimeout: true,
    },
    ...config,
  };
  const client = new Client(settings) as InstanceType<Client>;
  mendAndRepeat(client as unknown as ClientWithMiddleware, credentials);
  return client;
}

/** In the order of the AWS CLI; the SDK itself does not know the second. */
function regionOfTheEnvironment(): string | undefined {
  return process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || undefined;
}
