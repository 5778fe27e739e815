/** What `ssh` was told. */
export interface SshWords {
  readonly host: string;
  readonly user: string | undefined;
  readonly port: string;
  /** Joined by blanks, as ssh does it. */
  readonly command: string | undefined;
  /** stdin is not read. */
  readonly noInput: boolean;
  readonly background: boolean;
  readonly subsystem: boolean;
  /** Says nothing but errors. */
  readonly quiet: boolean;
  readonly options: ReadonlyMap<string, string>;
}

const FLAGS = "46AaCfgKkMnqsTtvXxYy";
const VALUED = "BbcEeFIiJlmOoPpS";
/** Forwarding, tunnels and what keeps a connection for others. */
const NOT_MODELLED = "DLNORWw";

/**
 * Reads the words of `ssh`, options before and behind the host (ssh(1), OpenSSH 8.7, 2021); `undefined` where it asks the
 * program about itself. Throws with ssh's own kind of sentence.
 */
export function readSshWords(args: readonly string[]): SshWords | undefined {
  const letters = new Set<string>();
  const values = new Map<string, string>();
  const options = new Map<string, string>();
  let destination: string | undefined;
  let rest = [...args];
  while (rest.length > 0) {
    const word = rest[0] ?? "";
    if (word === "--" || !/^-./.test(word)) {
      if (word === "--") rest.shift();
      if (destination !== undefined) break;
      destination = rest.shift();
      continue;
    }
    rest.shift();
    for (let at = 1; at < word.length; at += 1) {
      const letter = word.charAt(at);
      if ("GQV".includes(letter)) return undefined;
      if (NOT_MODELLED.includes(letter)) throw new Error(`-${letter} is not modelled by local-cloud`);
      if (FLAGS.includes(letter)) {
        letters.add(letter);
        continue;
      }
      if (!VALUED.includes(letter)) throw new Error(`unknown option -- ${letter}`);
      const value = word.slice(at + 1) || rest.shift();
      if (value === undefined) throw new Error(`option requires an argument -- ${letter}`);
      if (letter === "o") {
        const [, name = value, text = ""] = /^\s*([^\s=]+)[\s=]+(.*)$/s.exec(value) ?? [];
        options.set(name.toLowerCase(), text.trim());
      } else values.set(letter, value);
      break;
    }
  }
  if (destination === undefined) throw new Error("a destination is missing");
  const [, user, host = "", port] = /^(?:ssh:\/\/)?(?:(.*)@)?([^@]*?)(?::(\d+)\/?)?$/.exec(destination) ?? [];
  const logLevel = options.get("loglevel")?.toLowerCase() ?? "";
  return {
    host: options.get("hostname") ?? host,
    user: user ?? values.get("l") ?? options.get("user"),
    port: port ?? values.get("p") ?? options.get("port") ?? "22",
    command: rest.length === 0 ? undefined : rest.join(" "),
    noInput: letters.has("n") || letters.has("f"),
    background: letters.has("f"),
    subsystem: letters.has("s"),
    quiet: letters.has("q") || ["quiet", "fatal", "error"].includes(logLevel),
    options,
  };
}
