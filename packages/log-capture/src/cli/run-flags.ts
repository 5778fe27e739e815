/** What `log-capture run` is told. Durations in seconds. */
export interface RunFlags {
  readonly slug: string;
  readonly log: string;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly runDate?: string;
  readonly uploadEvery?: number;
  readonly uploadTimeout?: number;
  readonly grace?: number;
  readonly redact?: readonly string[];
  readonly redactEnv?: readonly string[];
  readonly stdin?: boolean;
  readonly json?: string;
}

const PLAIN = ["slug", "log", "bucket", "prefix", "json"] as const;

/**
 * Reads what almost every call looks like: `--stdin` and `--name value` of these names, which need no check. Undefined when there is
 * anything else; then the program that knows every option, help and mistake is loaded, which is a third of the start-up.
 */
export function readPlainFlags(argv: readonly string[]): RunFlags | undefined {
  const flags: { [Name in (typeof PLAIN)[number]]?: string } = {};
  let stdin = false;
  for (let at = 0; at < argv.length; at += 2) {
    if (argv[at] === "--stdin") {
      stdin = true;
      at -= 1;
      continue;
    }
    const name = PLAIN.find((name) => argv[at] === `--${name}`);
    const value = argv[at + 1];
    if (name === undefined || value === undefined || value.startsWith("-")) return undefined;
    flags[name] = value;
  }
  const { slug, log } = flags;
  return slug === undefined || log === undefined ? undefined : { ...flags, slug, log, stdin };
}
