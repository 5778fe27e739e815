import type { LocalCloud } from "@alpha-engine/local-cloud";

/** How the rehearsal's own clients reach its cloud. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export function clientConfig({ endpoint, region, environment }: LocalCloud): ClientConfig {
  const { AWS_ACCESS_KEY_ID: accessKeyId = "", AWS_SECRET_ACCESS_KEY: secretAccessKey = "" } = environment;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}
