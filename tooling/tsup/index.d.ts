import type { Options } from "tsup";
declare const config: Options & { readonly entry: string[] };
export default config;
export declare const withAwsSdk: Options & { readonly entry: string[] };
export declare function standalone(name: string): Options;
export declare const preferModules: NonNullable<Options["esbuildOptions"]>;
