import type { FidelityEntry } from "./fidelity-entry.ts";
import { agent } from "./machine/agent/fidelity.ts";
import { ec2 } from "./services/ec2/fidelity.ts";
import { services } from "./services/fidelity.ts";
import { runCommand } from "./services/ssm/fidelity.ts";
import { stateMachines } from "./services/step-functions/fidelity.ts";

/** What is modelled of AWS, and where each behaviour is known from. */
export const fidelity: readonly FidelityEntry[] = [...agent, ...runCommand, ...ec2, ...services, ...stateMachines];
