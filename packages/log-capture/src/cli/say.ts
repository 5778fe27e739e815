import { openOutlet } from "../capture/outlet.ts";

/** One line for people. A stderr that nobody reads any more, or not now, is no reason to fail or to wait. */
export function say(line: string): void {
  try {
    openOutlet(2).writeNow(Buffer.from(`log-capture: ${line}\n`));
  } catch {
    // Nobody to tell.
  }
}

export function warn(message: string): void {
  say(`warning: ${message.replaceAll(/\s*\n\s*/g, " ")}`);
}
