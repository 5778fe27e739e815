import type { FidelityEntry } from "../../fidelity-entry.ts";

/** DynamoDB. */
export const dynamoDb: readonly FidelityEntry[] = [
  {
    id: "dynamodb-dynalite",
    behaviour:
      "Tables are dynalite's: no transactions, streams, PartiQL or backups, a changed item is not in the error of its condition, and WarmThroughput is not told.",
    kind: "deviates",
    source: "dynalite 4; LocalStack's recordings of AWS, dynamodb",
    date: "2026-03",
    operations: ["dynamodb:*"],
    file: "src/services/dynamodb/amend-answer.ts",
    test: "DynamoDB is there, at the router's own address",
  },
  {
    id: "dynamodb-encryption",
    behaviour:
      "A table's encryption is told as it was asked for, at once, under a key that is made up; nothing is encrypted.",
    kind: "deviates",
    source: "LocalStack's recordings of AWS, dynamodb",
    date: "2025-10",
    operations: ["dynamodb:CreateTable", "dynamodb:UpdateTable"],
    file: "src/services/dynamodb/amend-answer.ts",
    test: "a table says how it is encrypted, under an ARN of its place, and which one there is already",
  },
];
