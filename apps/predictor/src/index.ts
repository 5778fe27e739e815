export { type Challenger, CHALLENGERS } from "./launcher/challengers.ts";
export { PREDICTOR, SCRIPTS } from "./launcher/app.ts";
