import { UsageError } from "@alpha-engine/command-line";

import { ORDER_HEADER, ORDER_PREFIX } from "../wire/order.ts";
import { readEnvironment } from "./environment-file.ts";

/** Where a command finds the cloud that runs. */
export interface CloudPlace {
  /** The folder given to start. */
  readonly dir: string;
  /** What the command is called. */
  readonly name: string;
}

/** Gives an order to the cloud that runs. */
export async function order(place: CloudPlace, what: string, body: object): Promise<void> {
  const { AWS_ENDPOINT_URL = "" } = await readEnvironment(place);
  const answer = await fetch(`${AWS_ENDPOINT_URL}${ORDER_PREFIX}${what}`, {
    method: "POST",
    headers: { [ORDER_HEADER]: what },
    body: JSON.stringify(body),
  });
  if (answer.ok) return;
  const { message } = (await answer.json()) as { readonly message: string };
  throw new UsageError(message);
}
