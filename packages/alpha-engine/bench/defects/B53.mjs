import { gitThat } from "./programs.mjs";

export const stage = {
  why: "the checkout is behind, somebody else's files are in it, and one vanishes while they are given back",
  programs: {
    "/usr/local/sbin/git": gitThat(
      "*reset*) echo 2 >/tmp/head; chmod 666 /tmp/head ;;",
      "*--abbrev-ref*) echo main ;;",
      "*origin/main*) echo 2 ;;",
      "rev-parse*) cat /tmp/head 2>/dev/null || echo 1 ;;",
    ),
    "/usr/local/sbin/chown": [
      "#!/bin/bash",
      'case "$*" in *-R*) echo "chown: cannot access \'tmp_pack\': No such file or directory" >&2; exit 1 ;; esac',
      'exec /usr/bin/chown "$@"',
    ],
  },
  see: [{ state: "CodeFreshnessGate", kind: "failed", text: "exit 1.*chown" }],
};
