export const stage = {
  why: "what follows the enrichment hangs; limits strike 100 times earlier",
  words: ["--rate", "100"],
  programs: {
    "/home/ec2-user/alpha-engine-data/.venv/bin/python": [
      "#!/bin/bash",
      'case "$*" in *chronic* | *heal*) sleep 1000 ;; esac',
      'case "$*" in *trading*) echo "TRADING DAY" ;; esac',
    ],
  },
  see: [{ state: "MorningEnrich", kind: "failed" }],
};
