import type { Part } from "../../cloud/part.ts";
import type { Service } from "../../cloud/service.ts";
import { createSandbox as sandboxOfKind } from "../../machine/sandbox/choose-sandbox.ts";
import type { Sandbox, SandboxSpec } from "../../machine/sandbox/sandbox.ts";
import type { QueryService } from "../../wire/protocols.ts";
import { createCapacityBook } from "./capacity/capacity-book.ts";
import type { Occupant } from "./capacity/occupancy.ts";
import { createFleetBook } from "./fleets/fleet-book.ts";
import { fleetOperations } from "./fleets/fleet-operations.ts";
import { attributeOperations } from "./instances/attribute-operations.ts";
import { consoleOperations } from "./instances/console-operations.ts";
import { createInstanceBook } from "./instances/instance-book.ts";
import { instanceOperations } from "./instances/instance-operations.ts";
import { requestSpotOperations } from "./instances/request-spot.ts";
import { reservationShape } from "./instances/shapes.ts";
import { spotOperations } from "./instances/spot-operations.ts";
import { createLauncher } from "./launcher.ts";
import { networkOperations } from "./network/network-operations.ts";
import { offerOperations } from "./offers/offer-operations.ts";
import { placeOperations } from "./place-operations.ts";
import { dryRun } from "./requests/dry-run.ts";
import { resources } from "./resources.ts";
import { createSubnets } from "./subnets.ts";
import { tagOperations } from "./tag-operations.ts";
import { createTemplateBook } from "./templates/template-book.ts";
import { templateOperations } from "./templates/template-operations.ts";
import { createVolumeBook } from "./volumes/volume-book.ts";
import { volumeOperations } from "./volumes/volume-operations.ts";

export interface Ec2Effects {
  /** What a machine is made of. @default the kind of sandbox that the cloud has chosen */
  readonly createSandbox?: (spec: SandboxSpec) => Sandbox;
}

/** EC2: instances that are real machines, what they are launched from, and what there is to launch. */
export function createEc2(part: Part, { createSandbox }: Ec2Effects = {}): Service {
  const { clock, began, region, accountId, journal, options, faults, callers } = part;
  const volumes = createVolumeBook(clock, journal);
  const realSandbox = (spec: SandboxSpec): Sandbox => sandboxOfKind(part.sandbox.kind, spec);
  const instances = createInstanceBook({ ...part, createSandbox: createSandbox ?? realSandbox }, volumes);
  const templates = createTemplateBook(clock, journal);
  const subnets = createSubnets(region, options.subnets);
  const occupants = (): Iterable<Occupant> => instances.all.values();
  const capacity = createCapacityBook({
    clock,
    began,
    zones: subnets.zones,
    capacity: options.capacity ?? {},
    occupants,
  });
  const imageIds = options.images && Object.keys(options.images);
  const launcher = createLauncher({ instances, subnets, capacity, templates, faults, callers, journal, imageIds });
  const fleets = createFleetBook(journal);
  const context = { instances, volumes, templates, capacity, subnets, launcher, fleets, clock, place: part, accountId };
  return {
    query: {
      signingName: "ec2",
      dialect: "ec2",
      version: "2016-11-15",
      operations: withDryRun({
        RunInstances: async (input) => reservationShape(await launcher.runInstances(input), accountId, volumes),
        ...instanceOperations(context),
        ...attributeOperations(instances, volumes),
        ...consoleOperations(instances, clock),
        ...spotOperations(instances, clock),
        ...requestSpotOperations(launcher),
        ...placeOperations(context),
        ...offerOperations({ ...context, imageIds }),
        ...networkOperations(context),
        ...volumeOperations(volumes),
        ...templateOperations(templates, part),
        ...fleetOperations(context),
        ...tagOperations(() => resources(context)),
      }),
    },
    offers: {
      nodes: instances.nodes,
      machines: instances.machines,
      capacity: {
        set: (rule) => capacity.set(rule),
        clear: () => capacity.clear(),
        asked: () => capacity.asked(),
      },
    },
    stop: () => instances.stop(),
  };
}

/** Every operation takes DryRun and then does nothing; a launch looks at its parameters first. */
function withDryRun(operations: QueryService["operations"]): QueryService["operations"] {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => [
      name,
      async (input, request) => {
        if (input["DryRun"] === "true" && name !== "RunInstances" && name !== "RequestSpotInstances") throw dryRun();
        return await operation(input, request);
      },
    ]),
  );
}
