import { WEEKLY_PYTHON, weeklyPython } from "./programs.mjs";

export const stage = {
  why: "somebody has edited a staged file as root",
  programs: { [WEEKLY_PYTHON]: weeklyPython() },
  config: {
    rehearsal: {
      images: {
        "ami-box": {
          files: {
            "/home/ec2-user/alpha-engine-predictor/config/.keep": { content: "", owner: "ec2-user" },
            "/home/ec2-user/alpha-engine-predictor/config/predictor.yaml": { content: "edited: true\n", owner: "root" },
          },
        },
      },
    },
  },
  see: [{ state: "PredictorTraining", kind: "failed", text: "Permission denied" }],
};
