import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "the box is lost while a list is read",
  words: ["--fault", "ResolveZooSpecs:ssm:undeliverable"],
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  see: [{ state: "PublishModelZooFailureImmediate", text: "States.Runtime" }],
};
