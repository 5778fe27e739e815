import { gitThat } from "./programs.mjs";

export const stage = {
  why: "somebody merges between the morning, which froze a commit, and the evening",
  config: {
    rehearsal: {
      images: {
        "ami-box": { files: { "/home/ec2-user/.frozen_executor_sha": { content: "1\n", owner: "ec2-user" } } },
      },
    },
  },
  programs: {
    "/usr/local/sbin/git": gitThat(
      "*--abbrev-ref*) echo main ;;",
      "rev-parse*) cat /var/tmp/head 2>/dev/null || echo 1 ;;",
    ),
    "/home/ec2-user/alpha-engine/infrastructure/boot-pull.sh": ["#!/bin/bash", "echo 2 >/var/tmp/head"],
    "/home/ec2-user/alpha-engine/.venv/bin/python": [
      "#!/bin/bash",
      'case "$*" in *eod_reconcile*)',
      '  [ "$(cat /home/ec2-user/.frozen_executor_sha)" = "$(cat /var/tmp/head)" ] || { echo "deploy drift: HEAD is not the frozen commit" >&2; exit 1; } ;;',
      "esac",
    ],
  },
  see: [{ state: "EODReconcile", kind: "failed", text: "exit 1" }],
};
