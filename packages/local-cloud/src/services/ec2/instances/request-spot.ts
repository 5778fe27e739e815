import { optionalString, record } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { NotModelledError, ServiceError } from "../../../wire/service-error.ts";
import type { Launcher } from "../launcher.ts";
import { parameter } from "../requests/parameters.ts";
import { readTagSpecifications } from "../tags/read-tags.ts";
import { spotRequestShape } from "./shapes.ts";

const REFUSALS_OF_A_POOL = /^(?:Insufficient|Max|Vcpu|Spot|Unsupported|Unfulfillable)/;

/**
 * The older way to spot instances: the answer is a request that is looked at, which here is fulfilled with the answer.
 * One that finds no capacity would stay open on AWS (EC2 user guide, spot-request-status, 2023-06); that is not here.
 */
export function requestSpotOperations(launcher: Launcher): QueryService["operations"] {
  return {
    RequestSpotInstances: async (input) => {
      if (record(input, "LaunchSpecification")["ImageId"] === undefined)
        parameter(input, "LaunchSpecification.ImageId");
      readTagSpecifications(input, ["spot-instances-request"]);
      const launched = await launcher.runInstances(asLaunch(input)).catch((error: unknown) => {
        if (!(error instanceof ServiceError) || !REFUSALS_OF_A_POOL.test(error.code)) throw error;
        const why = `a spot request that stays open (${error.code})`;
        throw new NotModelledError(error.code, error.message, error.statusCode, why);
      });
      const status = {
        code: "pending-evaluation",
        message: "Your Spot request has been submitted for review, and is pending evaluation.",
      };
      return {
        spotInstanceRequestSet: launched.flatMap((instance) =>
          instance.spot === undefined
            ? []
            : [
                {
                  ...spotRequestShape(instance, instance.spot),
                  state: "open",
                  instanceId: undefined,
                  launchedAvailabilityZone: undefined,
                  status: { ...status, updateTime: new Date(instance.spot.createdAt) },
                },
              ],
        ),
      };
    },
  };
}

function asLaunch(input: Input): Input {
  const count = optionalString(input, "InstanceCount") ?? "1";
  if (!/^[1-9]\d*$/.test(count)) {
    const text = `Value (${count}) for parameter instanceCount is invalid. Expecting a value greater than 0.`;
    throw new ServiceError("InvalidParameterValue", text);
  }
  const kept = ["TagSpecification", "ClientToken", "DryRun"].filter((name) => input[name] !== undefined);
  const options = {
    SpotInstanceType: optionalString(input, "Type"),
    InstanceInterruptionBehavior: optionalString(input, "InstanceInterruptionBehavior"),
    MaxPrice: optionalString(input, "SpotPrice"),
  };
  return {
    ...record(input, "LaunchSpecification"),
    ...Object.fromEntries(kept.map((name) => [name, input[name]])),
    MinCount: count,
    MaxCount: count,
    InstanceMarketOptions: { MarketType: "spot", SpotOptions: options },
  };
}
