import type { Clock } from "@alpha-engine/asl";

import { strings } from "../../../wire/input.ts";
import type { Input, QueryService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import type { InstanceBook } from "../instances/instance-book.ts";
import { readFilters } from "../requests/filters.ts";
import { paged } from "../requests/paged.ts";
import { parameter } from "../requests/parameters.ts";
import { hex } from "../requests/random-id.ts";
import type { TemplateBook } from "../templates/template-book.ts";
import type { FleetBook } from "./fleet-book.ts";
import { fleetAnswer, fleetRecord, fleetShape } from "./fleet-record.ts";
import { type FleetRequest, readFleetRequest } from "./fleet-request.ts";
import { fulfil, type FulfilContext } from "./fulfil.ts";

export interface FleetContext extends FulfilContext {
  readonly instances: InstanceBook;
  readonly templates: TemplateBook;
  readonly fleets: FleetBook;
  readonly clock: Clock;
}

export function fleetOperations(context: FleetContext): QueryService["operations"] {
  const { fleets, clock } = context;
  return {
    CreateFleet: async (input) => create(readFleetRequest(input, context.templates), context),
    DescribeFleets: async (input) => describe(fleets, input),
    DeleteFleets: async (input) => {
      const ids = strings(input, "FleetId");
      if (ids.length === 0) parameter(input, "FleetId");
      // An instant fleet is not deleted while its instances go on (EC2 user guide, delete-fleet, 2023-06; the code is an
      // inference, 2026-11).
      if (parameter(input, "TerminateInstances") !== "true") {
        const text = "Instances of a fleet of type instant must be terminated when the fleet is deleted";
        throw new ServiceError("InvalidParameterValue", text);
      }
      const answers = ids.map((id) => remove(id, clock.now(), context));
      return {
        successfulFleetDeletionSet: answers.filter((answer) => !("error" in answer)),
        unsuccessfulFleetDeletionSet: answers.filter((answer) => "error" in answer),
      };
    },
  };
}

async function create(request: FleetRequest, context: FleetContext): Promise<object> {
  const { fleets, clock } = context;
  const same = fleets.all().find((each) => request.clientToken !== "" && each.clientToken === request.clientToken);
  if (same !== undefined) {
    if (same.fingerprint === request.fingerprint) return fleetAnswer(same);
    const text = "The request uses the same client token as a previous, but non-identical request.";
    throw new ServiceError("IdempotentParameterMismatch", text);
  }
  const fleetId = `fleet-${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  const marks = new Map([["instance", new Map([["aws:ec2:fleet-id", fleetId]])]]);
  const outcomes = await fulfil(request, marks, context);
  const record = fleetRecord(fleetId, request, outcomes, clock.now());
  fleets.changed(record);
  return fleetAnswer(record);
}

/** An instant fleet is told of only by its id (botocore 1.43 model of DescribeFleets, 2026-11). */
function describe(fleets: FleetBook, input: Input): object {
  const ids = strings(input, "FleetId");
  const matches = readFilters(input, "fleets");
  const missing = ids.find((id) => fleets.find(id) === undefined);
  if (missing !== undefined) {
    throw new ServiceError("InvalidFleetId.NotFound", `The fleet ID '${missing}' does not exist`);
  }
  const found = ids
    .flatMap((id) => fleets.find(id) ?? [])
    .filter((record) => {
      const fields = { "fleet-state": record.state, type: "instant", "activity-status": undefined };
      return matches(fields, record.tags);
    });
  const { items, next } = paged(input, found, { least: 1 });
  return { fleetSet: items.map(fleetShape), nextToken: next };
}

/** The answer for one of those to be deleted. */
function remove(fleetId: string, now: number, { fleets, instances }: FleetContext): object {
  const record = fleets.find(fleetId);
  if (record === undefined) {
    const malformed = !/^fleet-[0-9a-f-]+$/.test(fleetId);
    const code = malformed ? "fleetIdMalformed" : "fleetIdDoesNotExist";
    const message = `The fleet ID '${fleetId}' ${malformed ? "is malformed" : "does not exist"}`;
    return { fleetId, error: { code, message } };
  }
  for (const id of record.outcomes.flatMap(({ instanceIds }) => instanceIds)) {
    const instance = instances.all.get(id);
    if (instance !== undefined) instances.terminate(instance);
  }
  const previousFleetState = record.state;
  record.state = "deleted_terminating";
  record.deletedAt ??= now;
  fleets.changed(record);
  return { fleetId, currentFleetState: record.state, previousFleetState };
}
