import { agent } from "./agent.ts";
import { ec2 } from "./ec2.ts";
import type { FidelityEntry } from "./entry.ts";
import { runCommand } from "./run-command.ts";
import { services } from "./services.ts";
import { stateMachines } from "./state-machines.ts";

/** What is modelled of AWS, and where each behaviour is known from. */
export const fidelity: readonly FidelityEntry[] = [...agent, ...runCommand, ...ec2, ...services, ...stateMachines];
