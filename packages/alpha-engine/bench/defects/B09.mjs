import { tradingDay } from "./programs.mjs";

export const stage = {
  why: "what follows the enrichment hangs; limits strike 100 times earlier",
  words: ["--rate", "100"],
  programs: {
    ...tradingDay(),
    "/home/ec2-user/alpha-engine-data/.venv/bin/python": [
      "#!/bin/bash",
      'case "$*" in *chronic* | *heal*) sleep 1000 ;; esac',
    ],
  },
  see: [{ state: "MorningEnrich", kind: "failed" }],
};
