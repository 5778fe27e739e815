/**
 * Writes `models/` and `src/integrations/service-names.ts` anew, from the service models in an installed botocore:
 *
 *     node testing/write-models-bin.ts "$(python3 -c 'import botocore; print(botocore.__path__[0])')"
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { servicePrefix } from "./service-models/java-names.ts";
import { isActionOffered, isServiceOffered, MOST, RETIRED } from "./service-models/offered.ts";
import { type ServiceModel, serviceText } from "./service-models/service-text.ts";

const [botocore = ""] = process.argv.slice(2);
const data = join(botocore, "data");
const version = /__version__ = '([^']+)'/.exec(readFileSync(join(botocore, "__init__.py"), "utf8"))?.[1] ?? "";
const models = new URL("../models/", import.meta.url);
rmSync(models, { recursive: true, force: true });
mkdirSync(models);

const names = new Set(RETIRED);
for (const folder of readdirSync(data, { withFileTypes: true })) {
  if (!folder.isDirectory()) continue;
  const newest = readdirSync(join(data, folder.name))
    .sort()
    .map((date) => join(data, folder.name, date, "service-2.json.gz"))
    .findLast((file) => existsSync(file));
  if (newest === undefined) continue;
  const model = JSON.parse(gunzipSync(readFileSync(newest)).toString()) as ServiceModel;
  const name = servicePrefix(model.metadata.serviceId);
  if (names.has(name) || !isServiceOffered(name)) continue;
  names.add(name);
  writeFileSync(
    new URL(`${name}.txt`, models),
    serviceText(model, {
      isOffered: (action) => isActionOffered(name, action),
      mostOf: (shape) => MOST[`${name}.${shape}`],
    }),
  );
}
const date = new Date().toISOString().slice(0, 10);
writeFileSync(
  new URL("../src/integrations/service-names.ts", import.meta.url),
  `/** Generated on ${date} from botocore ${version}, as are the files in \`models\`: the services that \`aws-sdk\` integrations name. */
export const SERVICE_NAMES =
  "${[...names].sort().join(" ")}";
`,
);
console.log(`${names.size} services, from botocore ${version}`);
