export { type LoopbackS3, loopbackS3 } from "./loopback-s3.ts";
export { type Ended, runBuilt } from "./run-built.ts";
