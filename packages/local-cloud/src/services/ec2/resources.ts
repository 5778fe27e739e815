import type { FleetBook } from "./fleets/fleet-book.ts";
import type { InstanceBook } from "./instances/instance-book.ts";
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
  readonly instances: InstanceBook;
  readonly volumes: VolumeBook;
  readonly templates: TemplateBook;
  readonly fleets: FleetBook;
}

/** All that carry tags and can be seen by now. */
export function resources({ instances, volumes, templates, fleets }: ResourceContext): readonly Resource[] {
  const ofInstances = [...instances.all.values()].flatMap((instance): Resource[] => {
    const { spot, networkInterface, terminatedAt } = instance;
    const changed = (): void => instances.changed(instance);
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
    ...fleets.all().map((record): Resource => {
      const changed = (): void => fleets.changed(record);
      return { id: record.fleetId, type: "fleet", tags: record.tags, changed };
    }),
  ];
}
