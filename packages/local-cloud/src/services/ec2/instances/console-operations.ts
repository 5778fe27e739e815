import type { Clock } from "@alpha-engine/asl";

import { ownFiles } from "../../../machine/own-files/own-files.ts";
import type { QueryService } from "../../../wire/protocols.ts";
import { parameter } from "../requests/parameters.ts";
import type { InstanceBook } from "./instance-book.ts";
import { findInstances, named, requireState } from "./instance-operations.ts";

/** The last 64 KB (EC2 user guide, troubleshoot-unreachable-instance, 2023-06). */
const MOST_BYTES = 65_536;

/** What is done to an instance's machine from outside, and what it has written: of the console, what its user data wrote. */
export function consoleOperations(instances: InstanceBook, clock: Clock): QueryService["operations"] {
  return {
    RebootInstances: async (input) => {
      const chosen = named(instances, input);
      // Of one that is terminated it is ignored (botocore 1.43 model of RebootInstances, 2026-11).
      for (const instance of chosen) requireState(instance, ["pending", "running", "shutting-down", "terminated"]);
      for (const instance of chosen) instances.reboot(instance);
      return { return: true };
    },
    GetConsoleOutput: async (input) => {
      const [instance] = findInstances(instances, [parameter(input, "InstanceId")]);
      const written = instance && ownFiles(instance.folder).read("/var/log/cloud-init-output.log");
      return {
        instanceId: instance?.instanceId,
        timestamp: new Date(clock.now()),
        output: Buffer.from(written ?? "")
          .subarray(-MOST_BYTES)
          .toString("base64"),
      };
    },
  };
}
