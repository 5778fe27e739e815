import { signAsCaller } from "../../../cloud/callers/sign-as-caller.ts";
import type { Part } from "../../../cloud/part.ts";
import type { Service } from "./services.ts";

/** The part of an SDK client that tasks need. */
export interface Client {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<object>;
  readonly middlewareStack: Command["middlewareStack"];
  destroy(): void;
}
export type Command = {
  readonly middlewareStack: { add(middleware: Middleware, options: { step: "deserialize"; priority: "high" }): void };
};
type Middleware = (
  next: (request: object) => Promise<{ response: unknown }>,
) => (request: object) => Promise<{ response: unknown }>;

export type SdkModule = Readonly<Record<string, unknown>>;

export interface Clients {
  of(service: Service): Promise<{ readonly client: Client; readonly sdk: SdkModule }>;
  destroy(): void;
}

/** One client per service, made when first needed; one attempt per call, as Step Functions leaves retrying to `Retry`. */
export function createClients(part: Pick<Part, "environment" | "region" | "callers">): Clients {
  const clients = new Map<Service, Client>();
  return {
    of: async (service) => {
      const sdk = (await service.load()) as SdkModule;
      const client = clients.get(service) ?? (await clientOf(service, sdk, part));
      clients.set(service, client);
      return { client, sdk };
    },
    destroy: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}

async function clientOf(
  service: Service,
  sdk: SdkModule,
  { environment, region, callers }: Pick<Part, "environment" | "region" | "callers">,
): Promise<Client> {
  const { createClient } = await import("@alpha-engine/aws-calls");
  const client = createClient(sdk[service.client] as new (config: object) => Client, {
    region,
    retries: "none",
    config: {
      endpoint: environment[`AWS_ENDPOINT_URL_${service.endpoint}`] ?? environment["AWS_ENDPOINT_URL"],
      credentials: {
        accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
        secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
      },
      forcePathStyle: true,
      disableHostPrefix: true,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      defaultsMode: "standard",
      // A task takes as long as its state lets it.
      requestHandler: {},
    },
  });
  signAsCaller(client, callers);
  return client;
}
