import preset from "@alpha-engine/tsup-preset";

export default {
  ...preset,
  entry: [
    ...preset.entry,
    "src/files/index.ts",
    "src/tree/index.ts",
    "src/data-flow/index.ts",
    "src/graph/index.ts",
    "src/invent/index.ts",
  ],
};
