import { tradingDay } from "./programs.mjs";

const talkative = ["MorningEnrich", "MorningArcticAppend", "ChronicGapSelfHeal", "RunDailyNews", "RunMorningPlanner"];
export const stage = {
  why: "steps write more than SSM keeps",
  words: talkative.flatMap((state) => ["--fault", `${state}:ssm:truncated`]),
  programs: tradingDay(),
  see: [{ kind: "FAILED", text: "States.DataLimitExceeded" }],
};
