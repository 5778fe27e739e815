import type { Clock } from "@alpha-engine/asl";

import type { QueryService } from "../../wire/protocols.ts";
import type { CapacityBook } from "./capacity/capacity-book.ts";
import type { FleetRequests } from "./fleets/fleet-operations.ts";
import type { Fleet } from "./instances/instance-book.ts";
import { instanceOperations } from "./instances/instance-operations.ts";
import { spotOperations } from "./instances/spot-operations.ts";
import { dryRun, type Launcher } from "./launcher.ts";
import { placeOperations } from "./place-operations.ts";
import { resources } from "./resources.ts";
import type { Subnets } from "./subnets.ts";
import { tagOperations } from "./tag-operations.ts";
import type { TemplateBook } from "./templates/template-book.ts";
import { templateOperations } from "./templates/template-operations.ts";
import type { VolumeBook } from "./volumes/volume-book.ts";
import { volumeOperations } from "./volumes/volume-operations.ts";

export interface Ec2Options {
  readonly fleet: Fleet;
  readonly volumes: VolumeBook;
  readonly templates: TemplateBook;
  readonly fleetRequests: FleetRequests;
  readonly capacity: CapacityBook;
  readonly subnets: Subnets;
  readonly launcher: Launcher;
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
}

export function createEc2Service(options: Ec2Options): QueryService {
  const { fleet, clock, volumes, templates, fleetRequests, accountId } = options;
  return {
    signingName: "ec2",
    dialect: "ec2",
    version: "2016-11-15",
    operations: withDryRun({
      ...instanceOperations(options),
      ...spotOperations(fleet, clock),
      ...placeOperations(options),
      ...volumeOperations(volumes),
      ...templateOperations(templates, accountId),
      ...fleetRequests.operations,
      ...tagOperations(() => resources(options)),
    }),
  };
}

/** Every operation takes DryRun and then does nothing; a launch looks at its parameters first. */
function withDryRun(operations: QueryService["operations"]): QueryService["operations"] {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (input, request) => {
        if (input["DryRun"] === "true" && name !== "RunInstances") throw dryRun();
        return await operation(input, request);
      },
    ]),
  );
}
