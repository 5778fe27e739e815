import type { PartContext } from "../../../cloud/part.ts";
import type { Service } from "./services.ts";

/** The part of an SDK client that tasks need. */
export interface Client {
  send(command: object, options: { readonly abortSignal: AbortSignal }): Promise<object>;
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
export function createClients({ environment, region }: Pick<PartContext, "environment" | "region">): Clients {
  const clients = new Map<Service, Client>();
  return {
    of: async (service) => {
      const sdk = (await service.load()) as SdkModule;
      const client = clients.get(service) ?? createClient(service, sdk, environment, region);
      clients.set(service, client);
      return { client, sdk };
    },
    destroy: () => {
      for (const client of clients.values()) client.destroy();
    },
  };
}

function createClient(
  service: Service,
  sdk: SdkModule,
  environment: Readonly<Record<string, string>>,
  region: string,
): Client {
  const Constructor = sdk[service.client] as new (config: object) => Client;
  return new Constructor({
    endpoint: environment[`AWS_ENDPOINT_URL_${service.endpoint}`] ?? environment["AWS_ENDPOINT_URL"],
    region,
    credentials: {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    maxAttempts: 1,
    forcePathStyle: true,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: "standard",
  });
}
