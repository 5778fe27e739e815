/** How the paths begin at which a running cloud takes orders. */
export const ORDER_PREFIX = "/_local-cloud/";

/** What stands for a signature there: no page can have a browser send it. */
export const ORDER_HEADER = "x-local-cloud-order";
