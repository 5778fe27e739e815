import { delimiter, dirname, join } from "node:path";

/** Of what npm and pnpm tell their children, only where packages come from and how to get there. */
const KEPT = /^npm_config_(?:registry|userconfig|globalconfig|(?:https?_?)?proxy|noproxy|cafile|strict_ssl)$/;

/**
 * pnpm would compare what is installed with the lockfile before it runs a script, and install: in a copy, whose
 * node_modules lead to the workspace's, it would rewrite the workspace's.
 */
const NO_INSTALL = { PNPM_CONFIG_VERIFY_DEPS_BEFORE_RUN: "false" } as const;

/** A stranger's environment: no folder of this workspace in the PATH, no AWS account, nothing of the script runner's. */
export function consumerEnvironment(root: string, from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(
    ([name]) =>
      !/^(?:AWS_|NODE_OPTIONS$|INIT_CWD$|VITEST|TURBO_)/.test(name) && (!name.startsWith("npm_") || KEPT.test(name)),
  );
  const path = (from.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(root));
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), ...path].join(delimiter), NO_COLOR: "1" };
}

/** The same with the tools of the workspace and, given its npmrc, everything going to one registry. */
export function workspaceEnvironment(
  root: string,
  registry?: { readonly url: string; readonly npmrc: string },
): NodeJS.ProcessEnv {
  const base = consumerEnvironment(root);
  const path = [dirname(process.execPath), join(root, "node_modules", ".bin"), base.PATH].join(delimiter);
  const env = { ...base, PATH: path, CI: "1", ...NO_INSTALL };
  if (registry === undefined) return env;
  return {
    ...env,
    npm_config_registry: registry.url,
    NPM_CONFIG_REGISTRY: registry.url,
    NPM_CONFIG_USERCONFIG: registry.npmrc,
  };
}
