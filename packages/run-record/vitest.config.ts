export { default } from "@alpha-engine/vitest-preset";
