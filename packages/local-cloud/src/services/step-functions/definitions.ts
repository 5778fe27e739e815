import { type Machine, parse, type Problem } from "@alpha-engine/asl";

import { optionalNumber, optionalString, requiredString } from "../../wire/input.ts";
import type { Input } from "../../wire/protocols.ts";
import { ServiceError } from "../../wire/service-error.ts";
import { readJson } from "./json-text.ts";
import type { MachineType } from "./store.ts";

/** @throws {ServiceError} InvalidDefinition, with all that is wrong */
export function compile(definition: string, machineType: MachineType): Machine {
  const { machine, diagnostics } = diagnose(definition, machineType);
  if (machine !== undefined) return machine;
  // What has no place is `at null`. [badmintoncryer/cdk-preflight, pf-sfn-asl-terminal-state]
  const texts = diagnostics.map(({ code, message, location }) =>
    code === "INVALID_JSON_DESCRIPTION" ? `${code}: ${message}` : `${code}: ${message} at ${location ?? "null"}`,
  );
  throw new ServiceError("InvalidDefinition", `Invalid State Machine Definition: '${texts.join(", ")}'`);
}

/** ValidateStateMachineDefinition: nothing here is only a warning. */
export function validate(input: Input): object {
  const type = (optionalString(input, "type") ?? "STANDARD") as MachineType;
  const { machine, diagnostics } = diagnose(requiredString(input, "definition"), type);
  const most = optionalNumber(input, "maxResults") || 100;
  return {
    result: machine === undefined ? "FAIL" : "OK",
    diagnostics: diagnostics.slice(0, most),
    truncated: diagnostics.length > most,
  };
}

interface Diagnostic {
  readonly severity: "ERROR";
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** [LocalStack's recordings of AWS, test_sfn_api_validation, 2025-10] */
function diagnose(
  definition: string,
  machineType: MachineType,
): { readonly machine?: Machine; readonly diagnostics: readonly Diagnostic[] } {
  const blank = definition.trim() === "";
  const read = readJson(definition);
  if (!blank && !read.ok) {
    const location = `[Source: (String)"${definition}"; line: ${read.line}, column: ${read.column}]`;
    const message = `${read.message}\n at ${location}`;
    return { diagnostics: [{ severity: "ERROR", code: "INVALID_JSON_DESCRIPTION", message, location }] };
  }
  if (!read.ok || typeof read.value !== "object" || read.value === null || Array.isArray(read.value)) {
    const message = "Definition must be a valid JSON object";
    return { diagnostics: [{ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message }] };
  }
  const parsed = parse(definition, { machineType });
  if (parsed.ok) return { machine: parsed.machine, diagnostics: [] };
  return { diagnostics: parsed.problems.map(diagnosticOf) };
}

function diagnosticOf({ message, diagnostic: { code, location } }: Problem): Diagnostic {
  return { severity: "ERROR", code, message, ...(location === undefined ? {} : { location }) };
}
