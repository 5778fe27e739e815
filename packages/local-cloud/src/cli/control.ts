import { UsageError } from "@alpha-engine/command-line";

import { CONTROL_PREFIX } from "../services/control/control-service.ts";
import { readEnvironment } from "./environment-file.ts";

export interface ReclaimFlags {
  readonly dir: string;
  readonly noticeSeconds?: number;
  readonly rebalanceSeconds?: number;
  /** False with `--no-notice`. */
  readonly notice: boolean;
  readonly ssm?: string;
  readonly stateReason?: string;
}

export interface CapacityFlags {
  readonly dir: string;
  readonly type?: string;
  readonly zone?: string;
  readonly lifecycle?: string;
  readonly available?: number;
  readonly error?: string;
}

/** Has the cloud that runs take a spot instance away. */
export async function reclaim(instanceId: string, { dir, ...options }: ReclaimFlags): Promise<void> {
  await order(dir, "reclaim", { instanceId, ...options });
  process.stderr.write(`${instanceId} is being taken away\n`);
}

/** Gives the cloud that runs one more rule about what there is. */
export async function setCapacity({ dir, type, error, ...rest }: CapacityFlags): Promise<void> {
  if (rest.available === undefined && error === undefined) {
    throw new UsageError("say --available N, or --error CODE for what a launch is refused with");
  }
  const code = error === undefined ? {} : { error: error === "none" ? null : { code: error } };
  await order(dir, "capacity", { ...rest, ...(type === undefined ? {} : { instanceType: type }), ...code });
}

async function order(dir: string, name: string, body: object): Promise<void> {
  const { AWS_ENDPOINT_URL = "" } = await readEnvironment(dir);
  const answer = await fetch(`${AWS_ENDPOINT_URL}${CONTROL_PREFIX}${name}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  if (answer.ok) return;
  const { message } = (await answer.json()) as { readonly message: string };
  throw new UsageError(message);
}
