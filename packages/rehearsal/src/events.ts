/** What a rehearsal tells while it runs. `wallMs` counts from its start. */
export type RehearsalEvent = { readonly wallMs: number } & RehearsalNews;

/** An event without its time. */
export type RehearsalNews =
  | {
      readonly type: "stage-set";
      readonly endpoint: string;
      readonly sandbox: string;
      /** `shared`: machines have this machine's network, and nothing keeps them from what it reaches. */
      readonly network: "own" | "shared";
      readonly directory: string;
      readonly executionName: string;
      /** The states whose work is counted: commands and functions. */
      readonly steps: readonly string[];
    }
  | { readonly type: "state-started"; readonly state: string }
  | {
      readonly type: "state-ended";
      readonly state: string;
      /** Of a state in a Map: on which item it worked; the others go on. */
      readonly item?: number;
      readonly status: "SUCCEEDED" | "FAILED";
      readonly exitCode: number | undefined;
      readonly tookMs: number;
    }
  | { readonly type: "state-skipped"; readonly state: string }
  | {
      readonly type: "instance";
      readonly state: string | undefined;
      readonly instanceId: string;
      readonly what: string;
    }
  | { readonly type: "script"; readonly state: string; readonly instanceId: string; readonly script: string }
  | { readonly type: "fault"; readonly state: string; readonly what: string }
  | { readonly type: "notification"; readonly subject: string }
  | { readonly type: "not-modelled"; readonly state: string | undefined; readonly asked: string; readonly why: string }
  | { readonly type: "stopping" };
