/** What an operating system was told to do with its machine. */
export type PowerRequest =
  | { readonly kind: "halt" | "reboot"; readonly delaySeconds: number }
  | { readonly kind: "cancel" };

/** `shutdown -h +5`, `shutdown -r now`, `shutdown -c`, `poweroff`: without a time `shutdown` means in a minute. */
export function readWords(words: string): PowerRequest {
  const [program = "", ...args] = words.split(/\s+/);
  if (program === "shutdown" && args.includes("-c")) return { kind: "cancel" };
  const kind = program === "reboot" || args.some((arg) => arg === "-r" || arg === "--reboot") ? "reboot" : "halt";
  const minutes = args.map((arg) => /^\+?(\d+)$/.exec(arg)?.[1]).find((found) => found !== undefined);
  if (minutes !== undefined) return { kind, delaySeconds: Number(minutes) * 60 };
  const atOnce = program !== "shutdown" || args.includes("now");
  return { kind, delaySeconds: atOnce ? 0 : 60 };
}
