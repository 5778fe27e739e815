import { strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { type Filterable, readFilters } from "../requests/filters.ts";
import { paged } from "../requests/paged.ts";
import { parameter } from "../requests/parameters.ts";
import { tagShape } from "../requests/tag-shape.ts";
import type { VolumeBook } from "./volume-book.ts";
import type { Volume } from "./volume.ts";

/** What a reaper needs to find and delete the disks that nobody has any more. */
export function volumeOperations(volumes: VolumeBook): QueryService["operations"] {
  return {
    DescribeVolumes: async (input) => {
      const ids = strings(input, "VolumeId");
      const matches = readFilters(input, "volumes");
      const among = ids.length > 0 ? ids.map((id) => findVolume(volumes, id)) : volumes.all();
      const found = among.filter((volume) => matches(volumeFields(volume), volume.tags));
      const { items, next } = paged(input, found, { idsGiven: ids.length > 0 });
      return { volumeSet: items.map(volumeShape), nextToken: next };
    },
    DeleteVolume: async (input: Input) => {
      const volume = findVolume(volumes, parameter(input, "VolumeId"));
      if (volume.instanceId !== undefined) {
        const text = `Volume ${volume.volumeId} is currently attached to ${volume.instanceId}`;
        throw new ServiceError("VolumeInUse", text);
      }
      volumes.delete(volume);
      return { return: true };
    },
  };
}

function findVolume(volumes: VolumeBook, id: string): Volume {
  if (!/^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/.test(id)) {
    throw new ServiceError(
      "InvalidParameterValue",
      `Value (${id}) for parameter volumeId is invalid. Expected: 'vol-...'.`,
    );
  }
  const found = volumes.all().find(({ volumeId }) => volumeId === id);
  if (found === undefined) throw new ServiceError("InvalidVolume.NotFound", `The volume '${id}' does not exist.`);
  return found;
}

function volumeFields(volume: Volume): Filterable {
  const attached = volume.instanceId !== undefined;
  return {
    "volume-id": volume.volumeId,
    status: stateOf(volume),
    size: String(volume.size),
    "volume-type": volume.type,
    "availability-zone": volume.availabilityZone,
    "create-time": new Date(volume.createdAt).toISOString(),
    "attachment.instance-id": volume.instanceId,
    "attachment.device": attached ? volume.device : undefined,
    "attachment.status": attached ? "attached" : undefined,
    "attachment.delete-on-termination": attached ? String(volume.deleteOnTermination) : undefined,
    encrypted: "false",
    "snapshot-id": undefined,
  };
}

function volumeShape(volume: Volume): object {
  const attachment = {
    volumeId: volume.volumeId,
    instanceId: volume.instanceId,
    device: volume.device,
    status: "attached",
    attachTime: new Date(volume.createdAt),
    deleteOnTermination: volume.deleteOnTermination,
  };
  return {
    volumeId: volume.volumeId,
    size: volume.size,
    snapshotId: "",
    availabilityZone: volume.availabilityZone,
    status: stateOf(volume),
    createTime: new Date(volume.createdAt),
    attachmentSet: volume.instanceId === undefined ? [] : [attachment],
    tagSet: tagShape(volume.tags),
    volumeType: volume.type,
    encrypted: false,
    multiAttachEnabled: false,
  };
}

function stateOf({ instanceId }: Volume): "in-use" | "available" {
  return instanceId === undefined ? "available" : "in-use";
}
