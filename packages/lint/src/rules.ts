import type { Rule } from "./rule/rule.ts";
import { rule as alertEndsGreen } from "./rules/alert-ends-green/rule.ts";
import { rule as answerField } from "./rules/answer-field/rule.ts";
import { rule as answerReplacesInput } from "./rules/answer-replaces-input/rule.ts";
import { rule as arnOfAnotherKind } from "./rules/arn-of-another-kind/rule.ts";
import { rule as catchLosesError } from "./rules/catch-loses-error/rule.ts";
import { rule as catchMissingBesideSiblings } from "./rules/catch-missing-beside-siblings/rule.ts";
import { rule as choiceNeverTaken } from "./rules/choice-never-taken/rule.ts";
import { rule as choiceType } from "./rules/choice-type/rule.ts";
import { rule as choiceUncheckedAnswer } from "./rules/choice-unchecked-answer/rule.ts";
import { rule as choiceUnguardedPath } from "./rules/choice-unguarded-path/rule.ts";
import { rule as cleanupSkippedOnFailure } from "./rules/cleanup-skipped-on-failure/rule.ts";
import { rule as contextField } from "./rules/context-field/rule.ts";
import { rule as definitionValid } from "./rules/definition-valid/rule.ts";
import { rule as degradedEndsGreen } from "./rules/degraded-ends-green/rule.ts";
import { rule as degradedWithoutNotice } from "./rules/degraded-without-notice/rule.ts";
import { rule as dynamodbExpression } from "./rules/dynamodb-expression/rule.ts";
import { rule as errorName } from "./rules/error-name/rule.ts";
import { rule as executionInputBypassed } from "./rules/execution-input-bypassed/rule.ts";
import { rule as executionNameRepeats } from "./rules/execution-name-repeats/rule.ts";
import { rule as expressionSyntax } from "./rules/expression-syntax/rule.ts";
import { rule as failCauseStatic } from "./rules/fail-cause-static/rule.ts";
import { rule as failInsideMap } from "./rules/fail-inside-map/rule.ts";
import { rule as failureNotInOutcome } from "./rules/failure-not-in-outcome/rule.ts";
import { rule as fanOutWithoutCatch } from "./rules/fan-out-without-catch/rule.ts";
import { rule as fieldWithoutEffect } from "./rules/field-without-effect/rule.ts";
import { rule as flagTypeUnchecked } from "./rules/flag-type-unchecked/rule.ts";
import { rule as formatArguments } from "./rules/format-arguments/rule.ts";
import { rule as guardReadsOther } from "./rules/guard-reads-other/rule.ts";
import { rule as inputFallsToDefault } from "./rules/input-falls-to-default/rule.ts";
import { rule as inputNotGuaranteed } from "./rules/input-not-guaranteed/rule.ts";
import { rule as instanceNotAwaited } from "./rules/instance-not-awaited/rule.ts";
import { rule as intrinsicEscapeKept } from "./rules/intrinsic-escape-kept/rule.ts";
import { rule as jsonataCall } from "./rules/jsonata-call/rule.ts";
import { rule as jsonataDotIndex } from "./rules/jsonata-dot-index/rule.ts";
import { rule as jsonataSingleItem } from "./rules/jsonata-single-item/rule.ts";
import { rule as lambdaNotGranted } from "./rules/lambda-not-granted/rule.ts";
import { rule as lambdaPayload } from "./rules/lambda-payload/rule.ts";
import { rule as lambdaRetry } from "./rules/lambda-retry/rule.ts";
import { rule as lambdaTimeoutIdle } from "./rules/lambda-timeout-idle/rule.ts";
import { rule as lambdaTimeoutShort } from "./rules/lambda-timeout-short/rule.ts";
import { rule as lambdaWithoutPayload } from "./rules/lambda-without-payload/rule.ts";
import { rule as lanesWriteSamePlace } from "./rules/lanes-write-same-place/rule.ts";
import { rule as literalBesideVariables } from "./rules/literal-beside-variables/rule.ts";
import { rule as machineWithoutTimeout } from "./rules/machine-without-timeout/rule.ts";
import { rule as mergeOrder } from "./rules/merge-order/rule.ts";
import { rule as mutexKeyTooFine } from "./rules/mutex-key-too-fine/rule.ts";
import { rule as notifyWithoutCatch } from "./rules/notify-without-catch/rule.ts";
import { rule as pathAsText } from "./rules/path-as-text/rule.ts";
import { rule as pathNotOnEveryRoute } from "./rules/path-not-on-every-route/rule.ts";
import { rule as pollWithoutRetry } from "./rules/poll-without-retry/rule.ts";
import { rule as resultNeverRead } from "./rules/result-never-read/rule.ts";
import { rule as retryRepeatsEffect } from "./rules/retry-repeats-effect/rule.ts";
import { rule as retryUnlikeSiblings } from "./rules/retry-unlike-siblings/rule.ts";
import { rule as retryWithoutAttempts } from "./rules/retry-without-attempts/rule.ts";
import { rule as runDateNotThreaded } from "./rules/run-date-not-threaded/rule.ts";
import { rule as serviceParameter } from "./rules/service-parameter/rule.ts";
import { rule as sharedCheckout } from "./rules/shared-checkout/rule.ts";
import { rule as shellCaptureAndTrap } from "./rules/shell-capture-and-trap/rule.ts";
import { rule as shellDeadStatus } from "./rules/shell-dead-status/rule.ts";
import { rule as shellDirectDispatch } from "./rules/shell-direct-dispatch/rule.ts";
import { rule as shellEnvironment } from "./rules/shell-environment/rule.ts";
import { rule as shellExitMasked } from "./rules/shell-exit-masked/rule.ts";
import { rule as shellGitAsRoot } from "./rules/shell-git-as-root/rule.ts";
import { rule as shellHomeUnset } from "./rules/shell-home-unset/rule.ts";
import { rule as shellLogLost } from "./rules/shell-log-lost/rule.ts";
import { rule as shellOptionsFirst } from "./rules/shell-options-first/rule.ts";
import { rule as shellOtherHost } from "./rules/shell-other-host/rule.ts";
import { rule as shellProgramOptions } from "./rules/shell-program-options/rule.ts";
import { rule as shellPullForgiven } from "./rules/shell-pull-forgiven/rule.ts";
import { rule as shellQuotedGlob } from "./rules/shell-quoted-glob/rule.ts";
import { rule as shellRemoteShell } from "./rules/shell-remote-shell/rule.ts";
import { rule as shellRetiredModule } from "./rules/shell-retired-module/rule.ts";
import { rule as shellRuntimeInstall } from "./rules/shell-runtime-install/rule.ts";
import { rule as shellSourceUnexported } from "./rules/shell-source-unexported/rule.ts";
import { rule as shellStaleCheckout } from "./rules/shell-stale-checkout/rule.ts";
import { rule as shellSyntax } from "./rules/shell-syntax/rule.ts";
import { rule as shellTestUnquoted } from "./rules/shell-test-unquoted/rule.ts";
import { rule as shellTrapSignal } from "./rules/shell-trap-signal/rule.ts";
import { rule as shellUnquotedInput } from "./rules/shell-unquoted-input/rule.ts";
import { rule as siblingFlagMissing } from "./rules/sibling-flag-missing/rule.ts";
import { rule as silentSuccess } from "./rules/silent-success/rule.ts";
import { rule as skipGateJumps } from "./rules/skip-gate-jumps/rule.ts";
import { rule as snsSubjectLength } from "./rules/sns-subject-length/rule.ts";
import { rule as ssmCommandUnfollowed } from "./rules/ssm-command-unfollowed/rule.ts";
import { rule as ssmDeliveryTimeout } from "./rules/ssm-delivery-timeout/rule.ts";
import { rule as ssmExecutionTimeout } from "./rules/ssm-execution-timeout/rule.ts";
import { rule as ssmInFlightUnhandled } from "./rules/ssm-in-flight-unhandled/rule.ts";
import { rule as ssmLateStatusUnhandled } from "./rules/ssm-late-status-unhandled/rule.ts";
import { rule as ssmOutputInState } from "./rules/ssm-output-in-state/rule.ts";
import { rule as ssmPollRegistration } from "./rules/ssm-poll-registration/rule.ts";
import { rule as ssmPollTransient } from "./rules/ssm-poll-transient/rule.ts";
import { rule as ssmPollUnbounded } from "./rules/ssm-poll-unbounded/rule.ts";
import { rule as ssmSendRetried } from "./rules/ssm-send-retried/rule.ts";
import { rule as ssmSendTimeout } from "./rules/ssm-send-timeout/rule.ts";
import { rule as stopsWhatItNeverStarts } from "./rules/stops-what-it-never-starts/rule.ts";
import { rule as successToldOnFailure } from "./rules/success-told-on-failure/rule.ts";
import { rule as taskWithoutTimeout } from "./rules/task-without-timeout/rule.ts";
import { rule as timeoutNesting } from "./rules/timeout-nesting/rule.ts";
import { rule as tokenNotPassed } from "./rules/token-not-passed/rule.ts";
import { rule as tokenWaitUnbounded } from "./rules/token-wait-unbounded/rule.ts";
import { rule as unknownField } from "./rules/unknown-field/rule.ts";
import { rule as unreachableState } from "./rules/unreachable-state/rule.ts";
import { rule as wallClockDate } from "./rules/wall-clock-date/rule.ts";

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  alertEndsGreen,
  answerField,
  answerReplacesInput,
  arnOfAnotherKind,
  catchLosesError,
  catchMissingBesideSiblings,
  choiceNeverTaken,
  choiceType,
  choiceUncheckedAnswer,
  choiceUnguardedPath,
  cleanupSkippedOnFailure,
  contextField,
  definitionValid,
  degradedEndsGreen,
  degradedWithoutNotice,
  dynamodbExpression,
  errorName,
  executionInputBypassed,
  executionNameRepeats,
  expressionSyntax,
  failCauseStatic,
  failInsideMap,
  failureNotInOutcome,
  fanOutWithoutCatch,
  fieldWithoutEffect,
  flagTypeUnchecked,
  formatArguments,
  guardReadsOther,
  inputFallsToDefault,
  inputNotGuaranteed,
  instanceNotAwaited,
  intrinsicEscapeKept,
  jsonataCall,
  jsonataDotIndex,
  jsonataSingleItem,
  lambdaNotGranted,
  lambdaPayload,
  lambdaRetry,
  lambdaTimeoutIdle,
  lambdaTimeoutShort,
  lambdaWithoutPayload,
  lanesWriteSamePlace,
  literalBesideVariables,
  machineWithoutTimeout,
  mergeOrder,
  mutexKeyTooFine,
  notifyWithoutCatch,
  pathAsText,
  pathNotOnEveryRoute,
  pollWithoutRetry,
  resultNeverRead,
  retryRepeatsEffect,
  retryUnlikeSiblings,
  retryWithoutAttempts,
  runDateNotThreaded,
  serviceParameter,
  sharedCheckout,
  shellCaptureAndTrap,
  shellDeadStatus,
  shellDirectDispatch,
  shellEnvironment,
  shellExitMasked,
  shellGitAsRoot,
  shellHomeUnset,
  shellLogLost,
  shellOptionsFirst,
  shellOtherHost,
  shellProgramOptions,
  shellPullForgiven,
  shellQuotedGlob,
  shellRemoteShell,
  shellRetiredModule,
  shellRuntimeInstall,
  shellSourceUnexported,
  shellStaleCheckout,
  shellSyntax,
  shellTestUnquoted,
  shellTrapSignal,
  shellUnquotedInput,
  siblingFlagMissing,
  silentSuccess,
  skipGateJumps,
  snsSubjectLength,
  ssmCommandUnfollowed,
  ssmDeliveryTimeout,
  ssmExecutionTimeout,
  ssmInFlightUnhandled,
  ssmLateStatusUnhandled,
  ssmOutputInState,
  ssmPollRegistration,
  ssmPollTransient,
  ssmPollUnbounded,
  ssmSendRetried,
  ssmSendTimeout,
  stopsWhatItNeverStarts,
  successToldOnFailure,
  taskWithoutTimeout,
  timeoutNesting,
  tokenNotPassed,
  tokenWaitUnbounded,
  unknownField,
  unreachableState,
  wallClockDate,
];
