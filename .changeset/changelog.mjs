// The words of a CHANGELOG: what the changeset says, for the user of the package; no commits, no names.

export async function getReleaseLine({ summary }) {
  const [first = "", ...rest] = summary.trim().split("\n");
  return [`- ${first}`, ...rest.map((line) => (line === "" ? "" : `  ${line}`))].join("\n");
}

export async function getDependencyReleaseLine(_changesets, updated) {
  if (updated.length === 0) return "";
  return `- Now with ${updated.map(({ name, newVersion }) => `${name} ${newVersion}`).join(", ")}.`;
}
