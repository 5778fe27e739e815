import { STATE_CODES, type Instance, type SpotRequest } from "./instance.ts";
import { VPC } from "./subnets.ts";

export function stateShape(state: Instance["state"]): object {
  return { code: STATE_CODES[state], name: state };
}

function instanceShape(instance: Instance): object {
  const { stateReason, spot, profile, terminatedAt } = instance;
  const address = terminatedAt === undefined ? instance.privateIp : undefined;
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceState: stateShape(instance.state),
    privateDnsName: address === undefined ? "" : `${instance.hostname}.ec2.internal`,
    dnsName: "",
    reason: instance.transitionReason,
    keyName: instance.keyName,
    amiLaunchIndex: 0,
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
    blockDeviceMapping: [],
    virtualizationType: "hvm",
    clientToken: instance.clientToken,
    tagSet: tagShape(instance.tags),
    hypervisor: "xen",
    instanceLifecycle: spot === undefined ? undefined : "spot",
    spotInstanceRequestId: spot?.requestId,
    iamInstanceProfile: profile === undefined ? undefined : { arn: profile, id: "AIPALOCALLOCALLOCAL00" },
    metadataOptions: { state: "applied", httpTokens: "required", httpPutResponseHopLimit: 1, httpEndpoint: "enabled" },
  };
}

/** One reservation for what one call launched together. */
export function reservationShape(instances: readonly Instance[], accountId: string): object {
  return {
    reservationId: instances[0]?.reservationId,
    ownerId: accountId,
    groupSet: [],
    instancesSet: instances.map(instanceShape),
  };
}

export function spotRequestShape(instance: Instance, spot: SpotRequest): object {
  return {
    spotInstanceRequestId: spot.requestId,
    type: "one-time",
    state: spot.state,
    status: { code: spot.code, message: spot.message, updateTime: new Date(spot.updatedAt) },
    createTime: new Date(spot.createdAt),
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

function tagShape(tags: ReadonlyMap<string, string>): readonly object[] {
  return [...tags].map(([key, value]) => ({ key, value }));
}
