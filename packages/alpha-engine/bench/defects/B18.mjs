import { tradingDay } from "./programs.mjs";

export const stage = {
  why: "the environment has the renamed package, whose alias is no program",
  variant: "daily",
  programs: tradingDay('"-m alpha_engine_lib"*) echo "No code object available for $2" >&2; exit 1 ;;'),
  config: { rehearsal: { topics: { "alpha-engine-alerts": {} } } },
  see: [{ state: "CheckTradingDay", kind: "failed", text: "No code object" }],
};
