import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

const refuses = '"-m alpha_engine_lib"*) echo "No code object available for $2" >&2; exit 1 ;;';
export const stage = {
  why: "the environment has the renamed package, whose alias is no program",
  programs: { [WEEKLY_PYTHON]: weeklyPython(refuses) },
  see: [{ state: "MorningEnrich", kind: "failed", text: "No code object" }],
};
