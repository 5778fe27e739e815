import { optionalString, record } from "../../../wire/input.ts";
import type { Input } from "../../../wire/protocols.ts";

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

/** The disks of a launch; there is always one for the root. */
export function readVolumes(mappings: readonly Input[]): readonly VolumeSpec[] {
  const asked = mappings
    .filter((mapping) => mapping["Ebs"] !== undefined)
    .map((mapping): VolumeSpec => {
      const ebs = record(mapping, "Ebs");
      const device = optionalString(mapping, "DeviceName") ?? ROOT_DEVICE;
      return {
        device,
        size: Number(optionalString(ebs, "VolumeSize") ?? ROOT.size),
        type: optionalString(ebs, "VolumeType") ?? ROOT.type,
        deleteOnTermination: optionalString(ebs, "DeleteOnTermination") !== "false",
      };
    });
  return asked.some(({ device }) => device === ROOT_DEVICE) ? asked : [ROOT, ...asked];
}
