import type { WorkloadEvent } from "../run/events.ts";

/** The launcher's log, which log-capture keeps: one line an event, and every byte the remote scripts printed. */
export function printEvent(name: string, event: WorkloadEvent, write: (text: string) => void): void {
  const say = (text: string): void => write(`${name}: ${text}\n`);
  switch (event.type) {
    case "refused":
      return say(
        `${event.refusal.instanceType} in ${event.refusal.subnetId} (${event.refusal.market}): ${event.refusal.code}`,
      );
    case "launched":
      return say(`attempt ${event.attempt}: launched ${event.instanceId} (${event.pool}, ${event.market})`);
    case "running":
    case "attempt-ended":
      return;
    case "online":
      return say(`${event.instanceId} is online`);
    case "script-started":
      return say(`${event.script}: started as command ${event.commandId}`);
    case "script-ended":
      for (const text of [event.stdout, event.stderr]) write(text === "" || text.endsWith("\n") ? text : `${text}\n`);
      return say(`${event.script}: ${event.outcome}, exit code ${event.exitCode} (${event.evidence})`);
    case "classified":
      return say(
        `the instance's end was classified as ${event.classification} (${[event.evidence, ...event.disagreed].join("; but ")})`,
      );
    case "given-back":
      return say(`gave ${event.instanceId} back`);
    case "relaunching":
      return say(`relaunching, attempt ${event.attempt}: ${event.because}`);
    case "not-relaunching":
      return say(`not relaunching behind attempt ${event.attempt}: ${event.because}`);
    case "heartbeat":
      return say(`heartbeat ${event.process}`);
    case "trouble":
      return say(`warning: ${event.what}: ${event.message}`);
  }
}
