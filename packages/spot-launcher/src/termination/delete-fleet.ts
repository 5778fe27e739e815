import { DeleteFleetsCommand, type EC2Client } from "@aws-sdk/client-ec2";

/**
 * Removes a fleet's object. One of type `instant` cannot go without its instances (user guide, instant-fleet), so that of
 * an instance goes with the instance. What is left of it costs nothing and holds nothing: it is asked for once.
 */
export async function deleteFleet(fleetId: string | undefined, ec2: EC2Client): Promise<void> {
  if (fleetId === undefined) return;
  const request = new DeleteFleetsCommand({ FleetIds: [fleetId], TerminateInstances: true });
  await ec2.send(request, { abortSignal: AbortSignal.timeout(30_000) }).catch(() => {});
}
