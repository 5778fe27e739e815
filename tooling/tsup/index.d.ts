import type { Options } from "tsup";
declare const config: Options & { readonly entry: string[] };
export default config;
export declare function standalone(name: string): Options;
