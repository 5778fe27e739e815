export const stage = {
  why: "somebody has merged since the box pulled at its boot",
  programs: {
    "/home/ec2-user/alpha-engine/infrastructure/boot-pull.sh": ["#!/bin/bash", "touch /var/tmp/pulled"],
    "/home/ec2-user/alpha-engine/.venv/bin/python": [
      "#!/bin/bash",
      'case "$*" in *eod_reconcile*) [ -e /var/tmp/pulled ] || { echo "deploy drift: HEAD is behind origin/main" >&2; exit 1; } ;; esac',
    ],
  },
  see: [{ state: "EODReconcile", kind: "failed", text: "exit 1" }],
};
