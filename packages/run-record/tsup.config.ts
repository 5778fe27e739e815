export { default } from "@alpha-engine/tsup-preset";
