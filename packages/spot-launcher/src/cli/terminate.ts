import { fleetOf } from "../termination/fleet-of.ts";
import { giveBack } from "../termination/give-back.ts";

/** Also the object of the fleet that it came from. */
export async function terminate(instanceId: string): Promise<void> {
  await giveBack({ instanceId, fleetId: await fleetOf(instanceId) });
}
