import type { Clock } from "@alpha-engine/asl";

import type { Journal } from "../../../cloud/kept/journal.ts";
import { keptMap } from "../../../cloud/kept/kept-map.ts";
import { strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { Fleet } from "../instances/instance-book.ts";
import { hex } from "../instances/new-instance.ts";
import { parameter } from "../launch/launch-spec.ts";
import { readFilters } from "../requests/filters.ts";
import { paged } from "../requests/paged.ts";
import type { TemplateBook } from "../templates/template-book.ts";
import { fleetAnswer, type FleetRecord, fleetShape, fleetRecord } from "./fleet-record.ts";
import { readFleetRequest } from "./fleet-request.ts";
import { fulfil, type FulfilContext } from "./fulfil.ts";

export interface FleetRequestContext extends FulfilContext {
  readonly fleet: Fleet;
  readonly templates: TemplateBook;
  readonly clock: Clock;
  readonly journal: Journal;
}

export interface FleetRequests {
  readonly operations: QueryService["operations"];
  all(): readonly FleetRecord[];
  changed(record: FleetRecord): void;
}

/** EC2 fleets of type `instant`: they launch once, in one call, and stay behind as a record. */
export function createFleetRequests(context: FleetRequestContext): FleetRequests {
  const { fleet, templates, clock, journal } = context;
  const fleets = keptMap(
    journal,
    "fleet",
    (record: FleetRecord) => ({ ...record, tags: [...record.tags] }),
    (kept): FleetRecord => ({ ...kept, tags: new Map(kept.tags) }),
  );

  const remove = (fleetId: string, now: number): object => {
    const record = fleets.get(fleetId);
    if (record === undefined) {
      const malformed = !/^fleet-[0-9a-f-]+$/.test(fleetId);
      const code = malformed ? "fleetIdMalformed" : "fleetIdDoesNotExist";
      return {
        fleetId,
        error: { code, message: `The fleet ID '${fleetId}' ${malformed ? "is malformed" : "does not exist"}` },
      };
    }
    for (const id of record.outcomes.flatMap(({ instanceIds }) => instanceIds)) {
      const instance = fleet.instances.get(id);
      if (instance !== undefined) fleet.terminate(instance);
    }
    const previousFleetState = record.state;
    record.state = "deleted_terminating";
    record.deletedAt ??= now;
    fleets.set(fleetId, record);
    return { fleetId, currentFleetState: record.state, previousFleetState };
  };

  return {
    all: () => [...fleets.values()],
    changed: (record) => void fleets.set(record.fleetId, record),
    operations: {
      CreateFleet: async (input) => {
        const request = readFleetRequest(input, templates);
        const same = [...fleets.values()].find(
          (each) => request.clientToken !== "" && each.clientToken === request.clientToken,
        );
        if (same !== undefined) {
          if (same.fingerprint === request.fingerprint) return fleetAnswer(same);
          const text = "The request uses the same client token as a previous, but non-identical request.";
          throw new ServiceError("IdempotentParameterMismatch", text);
        }
        const fleetId = `fleet-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
        const marks = new Map([["instance", new Map([["aws:ec2:fleet-id", fleetId]])]]);
        const outcomes = await fulfil(request, marks, context);
        const record = fleetRecord(fleetId, request, outcomes, clock.now());
        fleets.set(fleetId, record);
        return fleetAnswer(record);
      },
      DescribeFleets: async (input) => {
        const ids = strings(input, "FleetId");
        const matches = readFilters(input);
        const missing = ids.find((id) => !fleets.has(id));
        if (missing !== undefined) {
          throw new ServiceError("InvalidFleetId.NotFound", `The fleet ID '${missing}' does not exist`);
        }
        // An instant fleet is told of only by its id (model).
        const found = ids
          .flatMap((id) => fleets.get(id) ?? [])
          .filter((record) => {
            const fields = { "fleet-state": record.state, type: "instant", "activity-status": undefined };
            return matches(fields, record.tags);
          });
        const { items, next } = paged(input, found, { least: 1 });
        return { fleetSet: items.map(fleetShape), nextToken: next };
      },
      DeleteFleets: async (input: Input) => {
        const ids = strings(input, "FleetId");
        if (ids.length === 0) parameter(input, "FleetId");
        // An instant fleet is not deleted while its instances go on (ec2-ug delete-fleet; the code is an inference, 2026-11).
        if (parameter(input, "TerminateInstances") !== "true") {
          const text = "Instances of a fleet of type instant must be terminated when the fleet is deleted";
          throw new ServiceError("InvalidParameterValue", text);
        }
        const answers = ids.map((id) => remove(id, clock.now()));
        return {
          successfulFleetDeletionSet: answers.filter((answer) => !("error" in answer)),
          unsuccessfulFleetDeletionSet: answers.filter((answer) => "error" in answer),
        };
      },
    },
  };
}
