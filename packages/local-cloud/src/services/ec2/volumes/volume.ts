import { optionalString, record } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";

/** A disk as a launch asks for it. */
export interface VolumeSpec {
  readonly device: string;
  /** In GiB. */
  readonly size: number;
  readonly type: string;
  readonly deleteOnTermination: boolean;
}

export interface Volume extends VolumeSpec {
  readonly volumeId: string;
  readonly availabilityZone: string;
  readonly createdAt: number;
  readonly tags: Map<string, string>;
  /** The instance it is attached to; an orphan has none. */
  instanceId: string | undefined;
}

const ROOT_DEVICE = "/dev/xvda";
const ROOT: VolumeSpec = { device: ROOT_DEVICE, size: 8, type: "gp3", deleteOnTermination: true };

/** In GiB, by type (EC2 user guide, ebs-volume-types, 2023-06; 64 TiB of gp3 and io2: botocore 1.43 model, 2026-11). */
const SIZES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  gp2: [1, 16_384],
  gp3: [1, 65_536],
  io1: [4, 16_384],
  io2: [4, 65_536],
  st1: [125, 16_384],
  sc1: [125, 16_384],
  standard: [1, 1024],
};

/**
 * The disks of a launch; there is always one for the root. A device named again without a disk, with NoDevice, takes it
 * away, but never the root (EC2 user guide, block-device-mapping-concepts, 2023-06).
 */
export function readVolumes(mappings: readonly Input[]): readonly VolumeSpec[] {
  const disks = new Map([[ROOT_DEVICE, ROOT]]);
  const named = new Set<string>();
  for (const mapping of mappings) {
    const device = optionalString(mapping, "DeviceName") ?? "";
    if (device === "") throw refusal("MissingParameter", "The request must contain the parameter deviceName");
    if (named.has(device)) throw mappingRefusal(`Duplicate device name '${device}' in the block device mapping`);
    named.add(device);
    if (mapping["NoDevice"] !== undefined) {
      if (device === ROOT_DEVICE) throw mappingRefusal("The root device cannot be suppressed");
      disks.delete(device);
    } else if (mapping["Ebs"] !== undefined) {
      disks.set(device, readDisk(device, record(mapping, "Ebs")));
    } else if (mapping["VirtualName"] === undefined) {
      throw mappingRefusal(`The block device mapping of '${device}' says neither Ebs, VirtualName nor NoDevice`);
    }
  }
  return [...disks.values()];
}

function readDisk(device: string, ebs: Input): VolumeSpec {
  const type = optionalString(ebs, "VolumeType") ?? ROOT.type;
  const [least, most] = SIZES[type] ?? [];
  if (least === undefined || most === undefined) {
    throw refusal("InvalidParameterValue", `Value (${type}) for parameter volumeType is invalid.`);
  }
  const asked = optionalString(ebs, "VolumeSize");
  const size = Number(asked ?? Math.max(ROOT.size, least));
  // The image's own disk of eight GiB has to fit in.
  if (device === ROOT_DEVICE && size < ROOT.size) {
    const text = `Volume of size ${size}GB is smaller than snapshot 'snap-00000000000000000', expect size >= ${ROOT.size}GB`;
    throw mappingRefusal(text);
  }
  if (!Number.isInteger(size) || size < least || size > most) {
    throw mappingRefusal(`A volume of type ${type} has ${least} to ${most} GiB, not ${asked ?? size}`);
  }
  if (asked === undefined && device !== ROOT_DEVICE && ebs["SnapshotId"] === undefined) {
    throw refusal("MissingParameter", "The request must contain the parameter size or snapshotId");
  }
  if ((type === "io1" || type === "io2") && ebs["Iops"] === undefined) {
    throw refusal("MissingParameter", `The parameter iops must be specified for ${type} volumes.`);
  }
  return { device, size, type, deleteOnTermination: optionalString(ebs, "DeleteOnTermination") !== "false" };
}

function mappingRefusal(message: string): ServiceError {
  return refusal("InvalidBlockDeviceMapping", message);
}

function refusal(code: string, message: string): ServiceError {
  return new ServiceError(code, message);
}
