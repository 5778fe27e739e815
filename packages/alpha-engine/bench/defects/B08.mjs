import { gitThat, tradingDay } from "./programs.mjs";

const repository = "/home/ec2-user/alpha-engine-data";
const needs = "/var/tmp/needed-version";
const has = "/var/tmp/installed-version";
export const stage = {
  why: "what is pulled needs a newer version of a library than the environment has",
  programs: {
    ...tradingDay(),
    "/usr/local/sbin/git": gitThat(`pull*) echo 2 >${needs}; chmod 666 ${needs} ;;`),
    [`${repository}/scripts/ensure_lib_pin.sh`]: ["#!/bin/bash", `cp ${needs} ${has}`],
    [`${repository}/.venv/bin/python`]: [
      "#!/bin/bash",
      `[ "$(cat ${has} 2>/dev/null || echo 1)" = "$(cat ${needs} 2>/dev/null || echo 1)" ] && exit`,
      `echo "ImportError: cannot import name 'latest' from 'lib'" >&2`,
      "exit 1",
    ],
  },
  see: [{ state: "MorningEnrich", kind: "failed", text: "exit 1" }],
};
