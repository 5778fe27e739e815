import { constants } from "node:os";

/** In the words of the agent's runtime: Go's os.ProcessState, which the agent appends to stderr. */
const SIGNAL_WORDS: Readonly<Record<string, NodeJS.Signals>> = {
  hangup: "SIGHUP",
  interrupt: "SIGINT",
  quit: "SIGQUIT",
  "illegal instruction": "SIGILL",
  aborted: "SIGABRT",
  "bus error": "SIGBUS",
  "floating point exception": "SIGFPE",
  killed: "SIGKILL",
  "segmentation fault": "SIGSEGV",
  "broken pipe": "SIGPIPE",
  "alarm clock": "SIGALRM",
  terminated: "SIGTERM",
};

/** The number of the signal that ended the script, where the agent says so at the end of stderr. */
export function signalIn(stderr: string): number | undefined {
  const words = /failed to run commands: signal: ([a-z ]+?)(?: \(core dumped\))?$/.exec(stderr)?.[1];
  const name = words === undefined ? undefined : SIGNAL_WORDS[words];
  return name === undefined ? undefined : constants.signals[name];
}
