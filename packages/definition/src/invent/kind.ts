/** What is done with a value, and so what it has to be. */
export type Kind = "any" | "text" | "number" | "boolean" | "list" | "object" | "time" | "json" | "pieces" | "base64";
