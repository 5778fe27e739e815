import { NOTHING_WEEKLY } from "./programs.mjs";

export const stage = {
  why: "the box is named by a text, and not by a list of one",
  input: { ...NOTHING_WEEKLY, skip_morning_enrich: false, ec2_instance_id: "${boxes.ec2}" },
  see: [{ kind: "FAILED", text: "States.Runtime.*ec2_instance_id" }],
};
