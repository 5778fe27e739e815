import { randomBytes } from "node:crypto";

/** So many random hexadecimal digits. */
export function hex(length: number): string {
  return randomBytes(length).toString("hex").slice(0, length);
}
