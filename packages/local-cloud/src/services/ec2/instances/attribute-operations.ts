import { optionalString, record } from "../../../wire/input.ts";
import type { QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { parameter } from "../requests/parameters.ts";
import type { VolumeBook } from "../volumes/volume-book.ts";
import type { InstanceBook } from "./instance-book.ts";
import { findInstances } from "./instance-operations.ts";
import type { Instance } from "./instance.ts";
import { diskShape } from "./shapes.ts";

/** One attribute of an instance, told and changed (botocore 1.43 model of InstanceAttributeName, 2026-11). */
export function attributeOperations(instances: InstanceBook, volumes: VolumeBook): QueryService["operations"] {
  return {
    DescribeInstanceAttribute: async (input) => {
      const [instance] = findInstances(instances, [parameter(input, "InstanceId")]);
      const name = parameter(input, "Attribute");
      const attribute = instance && attributes(instance, volumes);
      if (attribute === undefined || !Object.hasOwn(attribute, name)) {
        throw new ServiceError(
          "InvalidParameterValue",
          `Value (${name}) for parameter attribute is invalid. Unknown attribute.`,
        );
      }
      return { instanceId: instance?.instanceId, [name]: attribute[name] };
    },
    ModifyInstanceAttribute: async (input) => {
      const [instance] = findInstances(instances, [optionalString(input, "InstanceId") ?? ""]);
      const protect = optionalString(record(input, "DisableApiTermination"), "Value");
      const behavior = optionalString(record(input, "InstanceInitiatedShutdownBehavior"), "Value");
      if (instance === undefined || (protect === undefined && behavior === undefined)) {
        throw new ServiceError("InvalidParameterCombination", "No attributes specified.");
      }
      if (protect === "true" && instance.spot !== undefined) {
        throw new ServiceError("UnsupportedOperation", "Termination protection is not supported for Spot Instances.");
      }
      if (protect !== undefined) instance.terminationProtected = protect === "true";
      if (behavior === "stop" || behavior === "terminate") instance.shutdownBehavior = behavior;
      instances.changed(instance);
      return { return: true };
    },
  };
}

function attributes(instance: Instance, volumes: VolumeBook): Readonly<Record<string, unknown>> {
  const value = (of: string | boolean | undefined): object => (of === undefined ? {} : { value: of });
  const { userData } = instance;
  return {
    instanceType: value(instance.instanceType),
    kernel: {},
    ramdisk: {},
    userData: value(userData === undefined ? undefined : Buffer.from(userData).toString("base64")),
    disableApiTermination: value(instance.terminationProtected),
    disableApiStop: value(false),
    instanceInitiatedShutdownBehavior: value(instance.shutdownBehavior),
    rootDeviceName: value("/dev/xvda"),
    blockDeviceMapping: volumes.of(instance.instanceId).map(diskShape),
    productCodes: [],
    sourceDestCheck: value(true),
    groupSet: instance.securityGroupIds.map((groupId) => ({ groupId, groupName: groupId })),
    ebsOptimized: value(false),
    sriovNetSupport: {},
    enaSupport: value(true),
    enclaveOptions: { enabled: false },
  };
}
