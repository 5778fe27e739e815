/** Everything that talks to S3: one file of the command's build, see tsup.config.ts. */
export { openRunShipping } from "./run-shipping.ts";
export { shipLog, shipLogAsNew } from "./ship-log.ts";
