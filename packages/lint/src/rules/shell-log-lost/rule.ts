import { field } from "@alpha-engine/definition/tree";

import type { Rule } from "../../rule/rule.ts";
import { capturesLog, shipsLog } from "../../rule/work.ts";

export const rule: Rule = {
  id: "shell-log-lost",
  severity: "warning",
  preset: "pipeline",
  what: "The full output of a command goes to a file on the box alone.",
  why: "SSM returns the first 24,000 characters; the rest, with the reason of the failure, goes when the box does.",
  mend: "Run the work inside log capture, which ships every byte and returns the work's own code.",
  known: "three incidents whose root cause could not be found, 2026-05-15",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      const bucket =
        state.call === undefined
          ? undefined
          : (field(state.call.parameters, "OutputS3BucketName") ??
            field(state.call.parameters, "CloudWatchOutputConfig"));
      if (bucket !== undefined || capturesLog(shell) || shipsLog(shell)) continue;
      const writer = shell.commands.find(
        ({ layers, node }) =>
          layers.some(([name, ...files]) => name === "tee" && files.some((file) => file.startsWith("/"))) ||
          node.redirects.some(
            (redirect) =>
              redirect.type === "Redirect" &&
              redirect.operator.includes(">") &&
              redirect.target?.value.endsWith(".log") === true,
          ),
      );
      if (writer !== undefined)
        yield {
          message: `line ${writer.line} writes its log to a file on the box, and nothing ships it`,
          state,
          pointer,
        };
    }
  },
};
