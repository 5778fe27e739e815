import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "pip is the real one",
  programs: {
    [WEEKLY_PYTHON]: weeklyPython(),
    "/home/ec2-user/alpha-engine-dashboard/.venv/bin/pip": [
      "#!/bin/bash",
      'exec python3 -m pip --retries 0 --timeout 2 "$@"',
    ],
  },
  see: [{ state: "MorningEnrich", kind: "network-denied" }],
};
