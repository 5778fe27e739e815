export { withAwsSdk as default } from "@alpha-engine/tsup-preset";
