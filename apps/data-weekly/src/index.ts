export { DATA_WEEKLY, SCRIPTS } from "./launcher/app.ts";
