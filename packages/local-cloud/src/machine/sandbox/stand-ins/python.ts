import type { HostProgram } from "../../host-programs/host-programs.ts";

/** Starts it by its own path, at which it finds its library, and by which an environment that it makes leads back to it. */
export function pythonScript({ path, modules }: HostProgram): string {
  return `#!/bin/sh\n${findsModules(modules)}exec ${quoted(path)} "$@"\n`;
}

/** Shell that lets Python find what this machine's user has installed for himself. */
export function findsModules(modules: string | undefined): string {
  return modules === undefined ? "" : `export PYTHONPATH=${quoted(modules)}\${PYTHONPATH:+:$PYTHONPATH}\n`;
}

export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
