import type { Rule } from "../../rule/rule.ts";
import { baseName } from "../../shell/script.ts";

export const rule: Rule = {
  id: "shell-runtime-install",
  severity: "warning",
  preset: "pipeline",
  what: "A step installs packages into its environment while the pipeline runs: upgraded, unpinned, or with failures ignored.",
  why: "Every run may get other code than the one that was tested, and a step running from the same environment loses files under its feet.",
  mend: "Build the environment when the box is made, from a lock file; install nothing in a step.",
  known: "a box ran 0.25.3 while its lock file said 0.19.0 (2026-08-01)",
  *check({ scripts }) {
    for (const { state, pointer, shell } of scripts) {
      for (const { layers, line, isForgiven } of shell.commands) {
        const install = layers.find((argv) => isInstall(argv));
        if (install === undefined) continue;
        const words = install.slice(install.indexOf("install") + 1);
        const upgraded = words.some((word) => word === "-U" || word === "--upgrade");
        const unpinned = words.some(
          (word) =>
            /^[\w.[\],-]+$/.test(word) &&
            !word.startsWith("-") &&
            !word.includes("==") &&
            !/\.(?:txt|whl|toml|gz)$/.test(word) &&
            word !== ".",
        );
        const why = [
          upgraded ? "upgrades" : "",
          unpinned ? "unpinned" : "",
          isForgiven ? "whether it works or not" : "",
        ].filter(Boolean);
        if (why.length > 0)
          yield { message: `line ${line} installs packages at run time (${why.join(", ")})`, state, pointer };
      }
    }
  },
};

function isInstall(argv: readonly string[]): boolean {
  const [name = "", ...words] = argv;
  const isPip =
    /^(?:pip[\d.]*|uv|npm|dnf|yum|apt-get)$/.test(baseName(name)) ||
    (/^python[\d.]*$/.test(baseName(name)) && words[0] === "-m" && words[1] === "pip");
  return isPip && words.includes("install");
}
