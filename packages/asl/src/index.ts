export { parse, type ParseOptions, type ParseResult } from "./definition/parse.ts";
export type * from "./definition/machine.ts";
export { AslError, type AslErrorCode, TaskFailure, type TaskFailureOptions } from "./errors.ts";
export {
  type EvaluateEffects,
  evaluateIntrinsic,
  type EvaluateOptions,
  evaluatePath,
  parseIntrinsic,
  parsePath,
} from "./expressions.ts";
export { advance } from "./advance/advance.ts";
export type {
  Effect,
  Execution,
  ExecutionEvent,
  ExecutionStatus,
  S3Answer,
  S3Request,
  StateEntered,
  StateFailed,
  TaskCall,
  Transition,
} from "./execution/execution.ts";
export type { HistoryEvent } from "./execution/history.ts";
export type { MapRunLimits, MapRunNews, RunEnd } from "./execution/map-run-news.ts";
export { start, type StartContext } from "./advance/start.ts";
export { type ExecutionResult, interpret, interpretRedrive } from "./interpret/interpret.ts";
export type { InterpretEffects, InterpretOptions, TaskRequest } from "./interpret/options.ts";
export type { S3 } from "./interpret/s3.ts";
export { taskTokens, type TaskTokens } from "./interpret/task-tokens.ts";
export type {
  AnyShape,
  BooleanShape,
  ListShape,
  MapShape,
  NumberShape,
  ObjectShape,
  Shape,
  ShapeField,
  TextShape,
} from "./integrations/shape.ts";
export { answerShape, inputShape } from "./integrations/shapes-of.ts";
export type { Argument, Intrinsic } from "./intrinsics/intrinsic.ts";
export { coverage, type Coverage, type Covered } from "./interpret/coverage.ts";
export { mockTasks, type MockedTasks, type MockTasksEffects, type MockTasksOptions } from "./mocks/mock-tasks.ts";
export type { Mock, Mocks } from "./mocks/mock.ts";
export type { JsonArray, JsonObject, JsonPrimitive, JsonValue } from "./json.ts";
export { evaluateJsonata } from "./jsonata/evaluate.ts";
export type { Evaluation, EvaluationAnswer } from "./jsonata/evaluation.ts";
export type { Path, Segment } from "./paths/path.ts";
export { redrive } from "./redrive/redrive.ts";
export { redriveStatus, type RedriveStatus } from "./redrive/redrive-status.ts";
export type { Diagnostic, Problem, ProblemCode } from "./problem.ts";
export type { CompareRule, Operator, Rule } from "./choice/rule.ts";
export {
  type InspectionData,
  type TestStateMock,
  type TestStateRequest,
  type TestStateResult,
} from "./test-state/request.ts";
export { testState, type TestStateOptions } from "./test-state/test-state.ts";
export type { Jsonata, Template } from "./templates/template.ts";
export type { Clock, TimerOptions } from "./time/clock.ts";
export { outsiders, type Outsiders } from "./time/outsiders.ts";
export { rehearsalClock, type RehearsalClockOptions } from "./time/rehearsal-clock.ts";
export { simulatedClock, type SimulatedClock, type SimulatedClockOptions } from "./time/simulated-clock.ts";
export type { Wall } from "./time/wall.ts";
export { wallClock } from "./time/wall-clock.ts";
