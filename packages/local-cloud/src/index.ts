export type {
  Caller,
  CommandCaller,
  FunctionCaller,
  InstanceCaller,
  SessionCaller,
  TaskCaller,
} from "./cloud/callers/caller.ts";
export type { CapacityControl, CapacityOptions, PoolAsk, PoolError, PoolRule, VcpuQuota } from "./cloud/capacity.ts";
export type { CloudEvent, MetricDatum, NotModelled, Notification, TaskNews } from "./cloud/cloud-event.ts";
export type {
  AgentFault,
  CommandFault,
  CommandFaultKind,
  Faults,
  InvocationFault,
  LaunchFault,
  LaunchRequest,
  ObjectFault,
  ObjectView,
  RequestFault,
  RequestView,
  TaskFault,
  TaskView,
} from "./cloud/faults.ts";
export type { Checkout, Image, ImageFile, MadeUpFiles } from "./cloud/image.ts";
export type {
  CommandFunction,
  LambdaFunction,
  LambdaSettings,
  ModuleFunction,
  PythonFunction,
} from "./cloud/lambda-function.ts";
export type { Connection, NetworkChoice, NetworkOptions } from "./cloud/network.ts";
export type { LocalCloudOptions } from "./cloud/options.ts";
export type { ReclaimOptions } from "./cloud/reclaim-options.ts";
export type { PushOptions } from "./cloud/remotes.ts";
export type { RemoteLogin } from "./cloud/hosts.ts";
export type { SandboxChoice } from "./cloud/sandbox-choice.ts";
export type { Invent, MissingObject, Unanswered } from "./cloud/invent.ts";
export type {
  StandIn,
  StandInCommand,
  StandInFunction,
  StandInModule,
  StandIns,
  StandInSource,
  Thrown,
} from "./cloud/stand-in.ts";
export type { Subnet } from "./cloud/subnet.ts";
export type { Timings } from "./cloud/timings.ts";
export type { CommandStatus, CommandView, InstanceState, InstanceView } from "./cloud/views.ts";
export { makeFolder } from "./cloud/kept/make-folder.ts";
export type { Allowed } from "./wire/foreign.ts";
export { LocalCloudError, type LocalCloudErrorCode } from "./errors.ts";
export type { FidelityEntry, SourceKind } from "./fidelity-entry.ts";
export { fidelity, fidelityOf } from "./fidelity.ts";
export { type PreparedSeed, prepareSeed } from "./seed/prepare-seed.ts";
export type {
  Seed,
  SeedCheckout,
  SeedFunction,
  SeedImage,
  SeedImageFile,
  SeedInstance,
  SeedOrigin,
  SeedSource,
  SeedTable,
} from "./seed/schema.ts";
export { examineMachine, type MachineFinding } from "./machine/examine/examine.ts";
export { clearLayers, keptLayers, type Layers } from "./machine/layers/layer-store.ts";
export { type LocalCloud, startLocalCloud } from "./start-local-cloud.ts";
