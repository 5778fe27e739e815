/** How the paths begin at which a running cloud takes orders. */
export const CONTROL_PREFIX = "/_local-cloud/";
