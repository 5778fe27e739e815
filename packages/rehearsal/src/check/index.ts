export { FAULT_KINDS as faultKinds, type FaultKind, type Strikes } from "../faults/fault-kinds.ts";
export { readFault } from "../faults/read-fault.ts";
export { checkRehearsal } from "./check-rehearsal.ts";
export { standInsFor } from "./stand-ins.ts";
