import type { Clock } from "@alpha-engine/asl";

import { strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { type Filterable, readFilters } from "../requests/filters.ts";
import { noSuchResource } from "../requests/no-such-resource.ts";
import { paged } from "../requests/paged.ts";
import type { InstanceBook } from "./instance-book.ts";
import type { Instance, SpotRequest } from "./instance.ts";
import { spotRequestShape } from "./shapes.ts";
import { cancelRequest } from "./spot-request.ts";

type Requested = readonly [Instance, SpotRequest];

/** Spot requests; each was made by a launch and has its one instance (botocore 1.43 model, 2026-11). */
export function spotOperations(instances: InstanceBook, clock: Clock): QueryService["operations"] {
  return {
    DescribeSpotInstanceRequests: async (input) => {
      const matches = readFilters(input, "spot requests");
      const found = select(instances, input).filter((each) => matches(requestFields(each), each[1].tags));
      const { items, next } = paged(input, found);
      return {
        spotInstanceRequestSet: items.map(([instance, spot]) => spotRequestShape(instance, spot)),
        nextToken: next,
      };
    },
    CancelSpotInstanceRequests: async (input) => {
      if (strings(input, "SpotInstanceRequestId").length === 0) {
        throw new ServiceError("MissingParameter", "The request must contain the parameter SpotInstanceRequestId");
      }
      const found = select(instances, input);
      for (const [instance, spot] of found) {
        cancelRequest(spot, clock.now());
        instances.changed(instance);
      }
      return {
        spotInstanceRequestSet: found.map(([, { requestId, state }]) => ({ spotInstanceRequestId: requestId, state })),
      };
    },
  };
}

function select(instances: InstanceBook, input: Input): readonly Requested[] {
  const ids = strings(input, "SpotInstanceRequestId");
  const all = [...instances.all.values()].flatMap((instance): Requested[] =>
    instance.spot?.visible === true ? [[instance, instance.spot]] : [],
  );
  const missing = ids.find((id) => !all.some(([, { requestId }]) => requestId === id));
  if (missing !== undefined) {
    if (missing.startsWith("sir-")) throw noSuchResource(missing);
    throw new ServiceError("InvalidSpotInstanceRequestID.Malformed", `Invalid id: "${missing}"`);
  }
  return ids.length === 0 ? all : all.filter(([, { requestId }]) => ids.includes(requestId));
}

function requestFields([instance, spot]: Requested): Filterable {
  return {
    "spot-instance-request-id": spot.requestId,
    "instance-id": instance.instanceId,
    state: spot.state,
    "status-code": spot.code,
    "status-message": spot.message,
    type: "one-time",
    "create-time": new Date(spot.createdAt).toISOString(),
    "spot-price": spot.maxPrice === undefined ? undefined : String(spot.maxPrice),
    "launched-availability-zone": instance.availabilityZone,
    "launch.image-id": instance.imageId,
    "launch.instance-type": instance.instanceType,
    "launch.key-name": instance.keyName,
    "launch.group-id": instance.securityGroupIds,
    "network-interface.subnet-id": instance.subnetId,
    "product-description": "Linux/UNIX",
  };
}
