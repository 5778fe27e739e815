import { DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";

import type { ResolvedEffects } from "../effects.ts";
import { TAGS } from "../tags.ts";
import type { LaunchContext } from "./context.ts";

type Asking = Pick<ResolvedEffects, "ec2" | "bounds">;

/** The living instances of this run and attempt, the oldest first: what an earlier launcher left when it died. */
export async function findLaunched({ spec, signal, ...asking }: LaunchContext): Promise<readonly Instance[]> {
  const filters = { [`tag:${TAGS.run}`]: spec.runId, [`tag:${TAGS.attempt}`]: String(spec.attempt ?? 1) };
  return find({ ...filters, ...ALIVE }, asking, signal);
}

/** The instance that a call with this token launched; `alive`, or whatever has become of it. */
export async function findByToken(
  token: string,
  which: "alive" | "any",
  asking: Asking,
): Promise<Instance | undefined> {
  const [instance] = await find({ "client-token": token, ...(which === "any" ? {} : ALIVE) }, asking);
  return instance;
}

/** By id, for what a fleet does not say of it. */
export async function findById(instanceId: string, asking: Asking): Promise<Instance | undefined> {
  const [instance] = await find({ "instance-id": instanceId, ...ALIVE }, asking).catch(() => []);
  return instance;
}

const ALIVE = { "instance-state-name": ["pending", "running"] };

async function find(
  filters: Readonly<Record<string, string | readonly string[]>>,
  { ec2, bounds }: Asking,
  signal?: AbortSignal,
): Promise<readonly Instance[]> {
  const Filters = Object.entries(filters).map(([Name, values]) => ({ Name, Values: [values].flat() }));
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }), bounds(signal));
  const age = ({ LaunchTime, InstanceId = "" }: Instance): string => `${LaunchTime?.toISOString() ?? ""} ${InstanceId}`;
  return Reservations.flatMap(({ Instances = [] }) => Instances).toSorted((a, b) => (age(a) < age(b) ? -1 : 1));
}
