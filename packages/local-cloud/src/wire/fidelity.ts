import type { FidelityEntry } from "../fidelity-entry.ts";

/** The protocols. */
export const wire: readonly FidelityEntry[] = [
  {
    id: "unknown-operation-json",
    behaviour: "A JSON service refuses an unknown operation with __type, 400.",
    kind: "recorded",
    source: "UnknownOperationException",
    date: "2026",
    operations: ["*"],
    file: "src/wire/json-protocol.ts",
    test: "the JSON service %s refuses an unknown operation in JSON",
  },
  {
    id: "unknown-operation-query",
    behaviour: "A Query service does it in XML, EC2 in its own dialect.",
    kind: "measured",
    source: "the CLI's and the SDK's parsers",
    date: "2026-11",
    operations: ["*"],
    file: "src/wire/query-protocol.ts",
    test: "an unknown operation is refused in the family of its protocol",
  },
  {
    id: "query-mode",
    behaviour: "With x-amzn-query-mode errors are named in x-amzn-query-error.",
    kind: "measured",
    source: "CLI 1.45, JS SDK 3.1169",
    date: "2026-11",
    operations: ["*"],
    file: "src/wire/json-protocol.ts",
    test: "a client in query mode finds the error's code in a header",
  },
  {
    id: "gzip",
    behaviour: "Bodies of 10 KiB and more come gzip-ed.",
    kind: "measured",
    source: "CLI 1.45, JS SDK 3.1169",
    date: "2026-11",
    operations: ["*"],
    file: "src/wire/body.ts",
    test: "metrics arrive as lines, whichever way they were sent",
  },
  {
    id: "no-cbor",
    behaviour:
      "Protocols are JSON 1.0 and 1.1, Query, EC2's and REST; Smithy's RPC v2 CBOR, which AWS takes too, is refused.",
    kind: "deviates",
    source: "smithy.io, rpc-v2-cbor; CloudWatch's service model",
    date: "2026-11",
    operations: ["*"],
    file: "src/wire/json-protocol.ts",
    test: "a request in CBOR is refused",
  },
];
