import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { runServer } from "verdaccio";

/**
 * Started by start-registry.ts as a process of its own: serves what lies in the folder, to this machine, without any
 * other registry behind it. It ends when the one that started it does, however that ends.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined || process.send === undefined) throw new Error("serve.ts is started by start-registry.ts");

const config = {
  storage: `${folder}/storage`,
  configPath: `${folder}/config.yaml`,
  self_path: folder,
  auth: { htpasswd: { file: `${folder}/htpasswd` } },
  uplinks: {},
  packages: { "**": { access: "$all", publish: "$all", unpublish: "$all" } },
  web: { enable: false },
  max_body_size: "64mb",
  log: { type: "file", path: `${folder}/registry.log`, level: "warn" },
};
const listener = (await runServer(config)) as Server;
listener.listen(0, "127.0.0.1", () => process.send?.({ port: (listener.address() as AddressInfo).port }));
process.on("disconnect", () => process.exit(0));
