import { readdirSync } from "node:fs";

import { withAwsSdk as preset } from "@alpha-engine/tsup-preset";

/** The functions are modules of their own: the local cloud runs each by its path, as Lambda does. */
const functions = readdirSync("src/functions").filter((file) => /^[\w-]+\.ts$/.test(file));
export default { ...preset, entry: [...preset.entry, ...functions.map((file) => `src/functions/${file}`)] };
