import { patiently } from "@alpha-engine/aws-calls";
import { DeleteFleetsCommand } from "@aws-sdk/client-ec2";

import type { ResolvedEffects } from "../effects.ts";

/**
 * Removes a fleet's object. One of type `instant` cannot go without its instances (user guide, instant-fleet), so that of
 * an instance goes with the instance. What is left of it costs nothing and holds nothing: nobody waits long for it.
 */
export async function deleteFleet(fleetId: string | undefined, effects: ResolvedEffects): Promise<void> {
  if (fleetId === undefined) return;
  const request = new DeleteFleetsCommand({ FleetIds: [fleetId], TerminateInstances: true });
  await patiently(() => effects.ec2.send(request, effects.bounds()), { tries: 3, patience: "10s" }, effects).catch(
    () => {},
  );
}
