import preset, { standalone } from "@alpha-engine/tsup-preset";

export default [preset, standalone("ssm-dispatcher")];
