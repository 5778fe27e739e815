export { LocalCloudError, type LocalCloudErrorCode } from "./errors.ts";
export type { CloudEvent, MetricDatum, Notification } from "./events.ts";
export type {
  CommandFault,
  Faults,
  Image,
  InvocationFault,
  LambdaFunction,
  LaunchFault,
  LaunchRequest,
  LocalCloudOptions,
  ReclaimOptions,
  Timings,
} from "./options.ts";
export type { SandboxChoice } from "./sandbox/choose-sandbox.ts";
export { type LocalCloud, startLocalCloud } from "./start-local-cloud.ts";
export type { CommandStatus, CommandView, InstanceState, InstanceView } from "./views.ts";
