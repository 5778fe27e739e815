import { tagShape } from "../requests/tag-shape.ts";
import { VPC } from "../subnets.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import type { Volume } from "../volumes/volume.ts";
import { STATE_CODES, type Instance, type SpotRequest } from "./instance.ts";

export function stateShape(state: Instance["state"]): object {
  return { code: STATE_CODES[state], name: state };
}

function instanceShape(instance: Instance, volumes: VolumeBook): object {
  const { stateReason, spot, profile, terminatedAt, metadata } = instance;
  const address = terminatedAt === undefined ? instance.privateIp : undefined;
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceState: stateShape(instance.state),
    privateDnsName: address === undefined ? "" : `${instance.hostname}.ec2.internal`,
    dnsName: "",
    reason: instance.transitionReason,
    keyName: instance.keyName,
    amiLaunchIndex: instance.launchIndex,
    productCodes: [],
    instanceType: instance.instanceType,
    launchTime: new Date(instance.launchedAt),
    placement: { availabilityZone: instance.availabilityZone, groupName: "", tenancy: "default" },
    monitoring: { state: "disabled" },
    subnetId: address === undefined ? undefined : instance.subnetId,
    vpcId: address === undefined ? undefined : VPC,
    privateIpAddress: address,
    sourceDestCheck: true,
    groupSet: instance.securityGroupIds.map((groupId) => ({ groupId, groupName: groupId })),
    stateReason,
    architecture: "x86_64",
    rootDeviceType: "ebs",
    rootDeviceName: "/dev/xvda",
    blockDeviceMapping: volumes.of(instance.instanceId).map(diskShape),
    networkInterfaceSet: address === undefined ? [] : [interfaceShape(instance)],
    virtualizationType: "hvm",
    clientToken: instance.clientToken,
    tagSet: tagShape(instance.tags),
    hypervisor: "xen",
    instanceLifecycle: spot === undefined ? undefined : "spot",
    spotInstanceRequestId: spot?.requestId,
    iamInstanceProfile: profile === undefined ? undefined : { arn: profile, id: "AIPALOCALLOCALLOCAL00" },
    metadataOptions: {
      state: "applied",
      httpTokens: metadata.httpTokens,
      httpPutResponseHopLimit: metadata.hopLimit,
      httpEndpoint: metadata.httpEndpoint,
      instanceMetadataTags: metadata.instanceMetadataTags,
    },
  };
}

/** One reservation for what one call launched together. */
export function reservationShape(instances: readonly Instance[], accountId: string, volumes: VolumeBook): object {
  return {
    reservationId: instances[0]?.reservationId,
    ownerId: accountId,
    groupSet: [],
    instancesSet: instances.map((instance) => instanceShape(instance, volumes)),
  };
}

export function spotRequestShape(instance: Instance, spot: SpotRequest): object {
  return {
    spotInstanceRequestId: spot.requestId,
    type: "one-time",
    state: spot.state,
    status: { code: spot.code, message: spot.message, updateTime: new Date(spot.updatedAt) },
    createTime: new Date(spot.createdAt),
    spotPrice: spot.maxPrice === undefined ? undefined : String(spot.maxPrice),
    instanceId: instance.instanceId,
    instanceInterruptionBehavior: "terminate",
    launchedAvailabilityZone: instance.availabilityZone,
    launchSpecification: {
      imageId: instance.imageId,
      instanceType: instance.instanceType,
      subnetId: instance.subnetId,
      placement: { availabilityZone: instance.availabilityZone },
    },
    productDescription: "Linux/UNIX",
    tagSet: tagShape(spot.tags),
  };
}

export function diskShape({ volumeId, device, createdAt, deleteOnTermination }: Volume): object {
  const ebs = { volumeId, status: "attached", attachTime: new Date(createdAt), deleteOnTermination };
  return { deviceName: device, ebs };
}

export function interfaceShape(instance: Instance): object {
  return {
    networkInterfaceId: instance.networkInterface.id,
    subnetId: instance.subnetId,
    vpcId: VPC,
    status: "in-use",
    privateIpAddress: instance.privateIp,
    privateDnsName: `${instance.hostname}.ec2.internal`,
    sourceDestCheck: true,
    groupSet: instance.securityGroupIds.map((groupId) => ({ groupId, groupName: groupId })),
    attachment: attachmentShape(instance),
    interfaceType: "interface",
  };
}

export function attachmentShape({ launchedAt }: Instance): object {
  return { deviceIndex: 0, status: "attached", attachTime: new Date(launchedAt), deleteOnTermination: true };
}
