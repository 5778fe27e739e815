export { actionOf, standInKey } from "./cloud/stand-in.ts";
export { modelledResource, type ResourceAnswer } from "./services/step-functions/integrations/modelled-resource.ts";
