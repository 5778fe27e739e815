import { gitThat } from "./programs.mjs";

const locked =
  "fatal: Unable to create 'index.lock': File exists. Another git process seems to be running in this repository";
export const stage = {
  why: "the box pulls at its boot while the first step asks git for the same checkout",
  programs: {
    "/usr/local/sbin/git": gitThat(
      `fetch*) [ -e /tmp/booted ] || { touch /tmp/booted; echo "${locked}" >&2; exit 128; } ;;`,
      "*--abbrev-ref*) echo main ;;",
      "rev-parse*) echo 1 ;;",
    ),
  },
  see: [{ state: "CodeFreshnessGate", kind: "failed", text: "exit 128.*Another git process" }],
};
