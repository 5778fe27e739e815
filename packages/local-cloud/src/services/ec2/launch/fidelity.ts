import type { FidelityEntry } from "../../../fidelity-entry.ts";

/** What a launch is refused for, and how it may end. */
export const launching: readonly FidelityEntry[] = [
  {
    id: "block-devices",
    behaviour:
      "Sizes by type, the root's eight GiB, a size where there is no snapshot, speed of io1 and io2, NoDevice.",
    kind: "documentation",
    source: "EC2 user guide, ebs-volume-types, block-device-mapping-concepts",
    date: "2023-06",
    operations: ["ec2:RunInstances", "ec2:CreateFleet", "ec2:RequestSpotInstances"],
    file: "src/services/ec2/volumes/volume.ts",
    test: "%s is refused",
  },
  {
    id: "behind-pending",
    behaviour: "A launch that was accepted ends behind pending with a StateReason of its own.",
    kind: "documentation",
    source: "botocore 1.43 model, StateReason; user guide, troubleshooting-launch; messages as users quote them",
    date: "2026",
    operations: ["ec2:RunInstances", "ec2:CreateFleet", "ec2:RequestSpotInstances"],
    file: "src/services/ec2/capacity/state-reason.ts",
    test: "a launch that was accepted may end behind pending with %s",
  },
  {
    id: "behind-pending-request",
    behaviour: "The spot request of such a launch is closed as system-error.",
    kind: "inference",
    source: "EC2 user guide, spot-request-status",
    date: "2023-06",
    operations: ["ec2:RunInstances", "ec2:CreateFleet", "ec2:RequestSpotInstances"],
    file: "src/services/ec2/instances/spot-request.ts",
    test: "a launch that was accepted may end behind pending with %s",
  },
  {
    id: "request-spot",
    behaviour:
      "RequestSpotInstances answers an open request that is fulfilled at once; one that would stay open is not modelled.",
    kind: "deviates",
    source: "EC2 user guide, spot-request-status",
    date: "2023-06",
    operations: ["ec2:RequestSpotInstances"],
    file: "src/services/ec2/instances/request-spot.ts",
    test: "a spot instance that was requested is fulfilled, and has its request",
  },
  {
    id: "fleet-not-offered",
    behaviour: "In a fleet a type that a zone lacks is InvalidFleetConfiguration of that pool.",
    kind: "measured",
    source: "a stranger's measurements in us-east-2 with trn1.2xlarge",
    date: "2026-10-07",
    operations: ["ec2:CreateFleet"],
    file: "src/services/ec2/launcher.ts",
    test: "a fleet says InvalidFleetConfiguration of a type that a zone lacks, and launches in another",
  },
  {
    id: "fleet-three-pools",
    behaviour:
      "A fleet here tries every pool; on AWS it tries three at most, and the rest is UnfulfillableCapacity untried.",
    kind: "deviates",
    source: "a stranger's measurements in us-east-2, six pools",
    date: "2026-10-07",
    operations: ["ec2:CreateFleet"],
    file: "src/services/ec2/fleets/fulfil.ts",
    test: "a fleet says InvalidFleetConfiguration of a type that a zone lacks, and launches in another",
  },
];
