/** A program that says what it stands for, runs what it would have run, and is content. */
export function standInText(path: string): string {
  return [
    "#!/bin/bash",
    `# TODO: stands in for ${oneLine(path)}. Give the real one, by "file" or by the image's "exposes".`,
    'echo "stand-in: ${0##*/} $*"',
    '# A wrapper goes on with what stands behind "--".',
    'while [ "$#" -gt 0 ]; do if [ "$1" = -- ]; then shift; exec "$@"; fi; shift; done',
    "exit 0",
    "",
  ].join("\n");
}

export function pythonText(path: string): string {
  return `# TODO: stands in for ${oneLine(path)}. Give the real one, by "file" or by the image's "exposes".\nimport sys\n\nprint("stand-in:", *sys.argv)\n`;
}

/** The files of `a.b`, as `python -m a.b` finds them in this folder. */
export function moduleFiles(folder: string, name: string): readonly (readonly [string, string])[] {
  const parts = name.split(".");
  const packages = parts
    .slice(0, -1)
    .map((_, index) => [`${folder}/${parts.slice(0, index + 1).join("/")}/__init__.py`, ""] as const);
  const file = `${folder}/${parts.join("/")}.py`;
  return [...packages, [file, pythonText(file)]];
}

export function venvText(folder: string): string {
  return `# TODO: stands in for a virtual environment.\nexport VIRTUAL_ENV=${quoted(folder)}\nexport PATH="$VIRTUAL_ENV/bin:$PATH"\n`;
}

/** Variables that are there without anybody setting them. */
const ALWAYS =
  /^(?:HOME|PATH|USER|LOGNAME|PWD|OLDPWD|SHELL|HOSTNAME|RANDOM|SECONDS|LINENO|UID|EUID|PPID|IFS|LANG|TERM|TMPDIR|BASH\w*|PIPESTATUS|FUNCNAME|OPTARG|OPTIND|REPLY|AWS_\w+|DEBIAN_FRONTEND|VIRTUAL_ENV)$/;

/** Settings with whatever the script takes from its environment and nobody sets. */
export function settingsText(path: string, script: string, known: ReadonlySet<string>): string {
  const set = new Set(
    [...script.matchAll(/(?:^|[\s;(])(?:export\s+|local\s+|readonly\s+)?([A-Za-z_]\w*)=/gm)].map(
      ([, name = ""]) => name,
    ),
  );
  const loops = new Set(
    [...script.matchAll(/\b(?:for|read(?:\s+-\w+)*)\s+([A-Za-z_]\w*)/g)].map(([, name = ""]) => name),
  );
  const names = new Set(
    [...script.matchAll(/\$\{?([A-Z][A-Z\d_]*)\b/g)]
      .map(([, name = ""]) => name)
      .filter((name) => !ALWAYS.test(name) && !set.has(name) && !known.has(name) && !loops.has(name)),
  );
  const lines = [...names].map((name) => `export ${name}=value\n`);
  return `# TODO: stands in for the settings in ${oneLine(path)}.\n${lines.join("")}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
