export { SCRIPTS } from "./launcher/modes.ts";
export { morningEnrich } from "./workload/enrich/morning-enrich.ts";
export { phase1 } from "./workload/phase1.ts";
export { rag } from "./workload/rag/rag.ts";
