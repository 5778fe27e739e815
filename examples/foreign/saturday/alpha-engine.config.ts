import { defineConfig } from "alpha-engine";

const URL = "https://git.example.com/desk";
const HOME = "/home/ec2-user";
const NAMES = ["data", "config", "predictor", "backtester", "dashboard"].map((name) => `alpha-engine-${name}`);

/** A checkout with a remote, which the first pull fills. */
const checkout = (name: string) => {
  const git = `${HOME}/${name}/.git`;
  const file = (content: string) => ({ content, owner: "ec2-user" });
  return {
    [`${git}/HEAD`]: file("ref: refs/heads/main\n"),
    [`${git}/config`]: file(
      `[core]\nrepositoryformatversion = 0\n[remote "origin"]\nurl = ${URL}/${name}\nfetch = +refs/heads/*:refs/remotes/origin/*\n`,
    ),
    [`${git}/objects/info/packs`]: file(""),
    [`${git}/refs/.keep`]: file(""),
  };
};

const answer = (Payload: object) => ({ answer: { StatusCode: 200, Payload } });

export default defineConfig({
  pipelines: {
    saturday: {
      definition: "saturday.asl.json",
      input: { ec2_instance_id: ["${boxes.launcher}"], sns_topic_arn: "${topics.alerts}" },
    },
  },
  rehearsal: {
    boxes: { launcher: { imageId: "ami-launcher" } },
    topics: { alerts: {} },
    buckets: { "alpha-engine-research": {} },
    images: {
      "ami-launcher": {
        sh: "bash",
        repositories: Object.fromEntries(NAMES.map((name) => [`${URL}/${name}`, `.remotes/${name}`])),
        files: {
          ...Object.assign({}, ...NAMES.map(checkout)),
          [`${HOME}/.alpha-engine.env`]: { content: "RESULTS_BUCKET=alpha-engine-research\n", owner: "ec2-user" },
          [`${HOME}/.ssh/id_spot`]: { content: "made up\n", mode: "0600", owner: "ec2-user" },
          [`${HOME}/alpha-engine-dashboard/.venv/bin/activate`]: {
            content: `export PATH=${HOME}/alpha-engine-dashboard/.venv/bin:$PATH\n`,
          },
          [`${HOME}/alpha-engine-dashboard/.venv/bin/python`]: {
            content: `#!/bin/sh\nPYTHONPATH=${HOME}/alpha-engine-dashboard/.venv/lib exec python3 "$@"\n`,
            mode: "0755",
            owner: "ec2-user",
          },
          [`${HOME}/alpha-engine-dashboard/.venv/lib/alpha_engine_lib/ssm_log_capture.py`]: {
            file: "ssm_log_capture.py",
          },
        },
      },
    },
    standIns: {
      "lambda:invoke": answer({ status: "OK", batch_id: "b-1", plan_s3_key: "plan.json", processing_status: "ended" }),
    },
  },
});
