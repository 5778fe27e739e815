export type {
  CapacityControl,
  CapacityOptions,
  PoolAsk,
  PoolError,
  PoolRule,
  VcpuQuota,
} from "./services/ec2/capacity/rules.ts";
export type { Subnet } from "./services/ec2/subnets.ts";
export { LocalCloudError, type LocalCloudErrorCode } from "./errors.ts";
export type { CloudEvent, MetricDatum, Notification } from "./cloud/bus.ts";
export type {
  AgentFault,
  CommandFault,
  Faults,
  InvocationFault,
  LaunchFault,
  LaunchRequest,
  RequestFault,
  RequestView,
} from "./cloud/faults.ts";
export type { FidelityEntry, SourceKind } from "./fidelity-entry.ts";
export { fidelity } from "./fidelity.ts";
export type { Image, LambdaFunction, LocalCloudOptions, ReclaimOptions, Timings } from "./cloud/options.ts";
export type { SandboxChoice } from "./machine/sandbox/choose-sandbox.ts";
export { type PreparedSeed, prepareSeed } from "./seed/prepare-seed.ts";
export type {
  Seed,
  SeedCapacity,
  SeedFunction,
  SeedImage,
  SeedInstance,
  SeedPoolRule,
  SeedQuota,
  SeedSource,
  SeedTable,
} from "./seed/schema.ts";
export { type LocalCloud, startLocalCloud } from "./start-local-cloud.ts";
export type { CommandStatus, CommandView, InstanceState, InstanceView } from "./cloud/views.ts";
