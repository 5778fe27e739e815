import { optionalNumber, requiredString, strings } from "../../../wire/input.ts";
import type { Input, JsonService } from "../../../wire/protocols.ts";
import { ServiceError } from "../../../wire/service-error.ts";
import { noVersion, type ParameterStore } from "./parameter-store.ts";
import { latest, type Parameter, type Version } from "./parameter.ts";

const MOST_LABELS = 10;

/** Labels of versions: at most ten each, each on one version only (user guide, sysman-paramstore-labels, 2023-06; moto's tests, 2026-08). */
export function labelOperations(store: ParameterStore): JsonService["operations"] {
  return {
    LabelParameterVersion: async (input) => {
      const { parameter, version } = chosen(store, input);
      const { fit = [], unfit = [] } = Object.groupBy(strings(input, "Labels"), (label) =>
        isLabel(label) ? "fit" : "unfit",
      );
      const labels = [...new Set([...version.labels, ...fit])];
      if (labels.length > MOST_LABELS) {
        throw new ServiceError(
          "ParameterVersionLabelLimitExceeded",
          "An error occurred (ParameterVersionLabelLimitExceeded) when calling the LabelParameterVersion operation: A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.",
        );
      }
      relabel(store, parameter, (each) =>
        each === version ? labels : each.labels.filter((label) => !fit.includes(label)),
      );
      return { InvalidLabels: unfit, ParameterVersion: version.version };
    },
    UnlabelParameterVersion: async (input) => {
      const { parameter, version } = chosen(store, input);
      const asked = strings(input, "Labels");
      const { removed = [], missing = [] } = Object.groupBy(asked, (label) =>
        version.labels.includes(label) ? "removed" : "missing",
      );
      relabel(store, parameter, (each) =>
        each === version ? each.labels.filter((label) => !removed.includes(label)) : each.labels,
      );
      return { RemovedLabels: removed, InvalidLabels: missing };
    },
  };
}

function chosen(store: ParameterStore, input: Input): { parameter: Parameter; version: Version } {
  const { parameter } = store.get(requiredString(input, "Name"));
  const number = optionalNumber(input, "ParameterVersion");
  const version = number === undefined ? latest(parameter) : parameter.versions.find((each) => each.version === number);
  if (version === undefined) throw noVersion(parameter.name, String(number));
  return { parameter, version };
}

function isLabel(label: string): boolean {
  return /^[A-Za-z_.-][\w.-]*$/.test(label) && !/^(?:aws|ssm)/i.test(label);
}

function relabel(store: ParameterStore, parameter: Parameter, labelsOf: (version: Version) => readonly string[]): void {
  const versions = parameter.versions.map((version) => ({ ...version, labels: labelsOf(version) }));
  store.change({ ...parameter, versions });
}
