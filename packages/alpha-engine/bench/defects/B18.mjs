import { weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the environment has the renamed package, whose alias is no program",
  variant: "daily",
  programs: {
    "/home/ec2-user/alpha-engine-data/.venv/bin/python": weeklyPython(
      '"-m alpha_engine_lib"*) echo "No code object available for $2" >&2; exit 1 ;;',
      '*trading*) echo "TRADING DAY"; exit ;;',
    ),
  },
};
