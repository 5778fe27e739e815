import { hostModule } from "./services/step-functions/stand-ins/module-host.ts";

hostModule();
