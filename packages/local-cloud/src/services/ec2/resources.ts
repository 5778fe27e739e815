import { ServiceError } from "../../wire/service-error.ts";
import type { FleetRequests } from "./fleets/fleet-operations.ts";
import type { Fleet } from "./instances/instance-book.ts";
import type { TemplateBook } from "./templates/template-book.ts";
import type { VolumeBook } from "./volumes/volume-book.ts";

/** Something that carries tags. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly tags: Map<string, string>;
  /** Its tags have changed. */
  readonly changed: () => void;
}

export interface ResourceContext {
  readonly fleet: Fleet;
  readonly volumes: VolumeBook;
  readonly templates: TemplateBook;
  readonly fleetRequests: FleetRequests;
}

/** All that carry tags and can be seen by now. */
export function resources({ fleet, volumes, templates, fleetRequests }: ResourceContext): readonly Resource[] {
  const ofInstances = [...fleet.instances.values()].flatMap((instance): Resource[] => {
    const { spot, networkInterface, terminatedAt } = instance;
    const changed = (): void => fleet.changed(instance);
    return [
      ...(instance.visible ? [{ id: instance.instanceId, type: "instance", tags: instance.tags, changed }] : []),
      ...(spot?.visible === true
        ? [{ id: spot.requestId, type: "spot-instances-request", tags: spot.tags, changed }]
        : []),
      ...(terminatedAt === undefined
        ? [{ id: networkInterface.id, type: "network-interface", tags: networkInterface.tags, changed }]
        : []),
    ];
  });
  return [
    ...ofInstances,
    ...volumes.all().map((volume): Resource => {
      const changed = (): void => volumes.changed(volume);
      return { id: volume.volumeId, type: "volume", tags: volume.tags, changed };
    }),
    ...templates.all().map((template): Resource => {
      const changed = (): void => templates.changed(template);
      return { id: template.templateId, type: "launch-template", tags: template.tags, changed };
    }),
    ...fleetRequests.all().map((record): Resource => {
      const changed = (): void => fleetRequests.changed(record);
      return { id: record.fleetId, type: "fleet", tags: record.tags, changed };
    }),
  ];
}

/** The codes by which EC2 says that there is none, by how its ids begin (the EC2 API's list of error codes, 2023). */
const NOT_FOUND: readonly (readonly [prefix: string, code: string, what: string])[] = [
  ["i-", "InvalidInstanceID.NotFound", "instance ID"],
  ["sir-", "InvalidSpotInstanceRequestID.NotFound", "spot instance request ID"],
  ["vol-", "InvalidVolume.NotFound", "volume"],
  ["eni-", "InvalidNetworkInterfaceID.NotFound", "networkInterface ID"],
  ["lt-", "InvalidLaunchTemplateId.NotFound", "launch template ID"],
  ["fleet-", "InvalidFleetId.NotFound", "fleet ID"],
];

export function noSuchResource(id: string): ServiceError {
  const known = NOT_FOUND.find(([prefix]) => id.startsWith(prefix));
  if (known === undefined) return new ServiceError("InvalidID", `The ID '${id}' is not valid`);
  const [, code, what] = known;
  return new ServiceError(code, `The ${what} '${id}' does not exist`);
}
