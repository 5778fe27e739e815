import { posix } from "node:path";

/** Who a command makes itself, and whether as if he had logged in: `sudo -iu app`, `su - app`, `runuser -u app`. */
export function ranAs([program = "", ...words]: readonly string[]):
  | { readonly user: string; readonly isLogin: boolean }
  | undefined {
  const name = posix.basename(program);
  if (name !== "sudo" && name !== "su" && name !== "runuser") return undefined;
  let user: string | undefined;
  let isLogin = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    const [, named] = /^--user=(.+)$/.exec(word) ?? [];
    const [, letters = "", joined = ""] = /^-(\w*?u)(.*)$/.exec(word) ?? [];
    if (word === "-" || word === "--login" || /^-\w*[il]/.test(word)) isLogin = true;
    if (named !== undefined) user = named;
    else if (word === "--user" || (letters !== "" && joined === "")) user = words[(at += 1)];
    else if (letters !== "" && !word.startsWith("--")) user = joined;
    else if (!word.startsWith("-")) {
      // Of sudo it is the command.
      if (name !== "sudo") user ??= word;
      break;
    } else if (/^-(?:\w*[gchpCrtTDRsG])$/.test(word)) at += 1;
  }
  return { user: user ?? "root", isLogin };
}
