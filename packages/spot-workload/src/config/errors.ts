/** One thing that is wrong with a launcher's config. */
export interface ConfigProblem {
  /** Where in the config, e.g. `budgets.phase1`; empty for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly got: string;
  /** The known key that an unknown one looks like. */
  readonly nearest?: string | undefined;
  /** Who said it: `config.yaml:3`, `$BRANCH`, `--branch`. */
  readonly source: string;
}

/** The config is missing, unreadable or wrong. The message is one line and names everything that is wrong at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "CONFIG_INVALID";
  readonly problems: readonly ConfigProblem[];

  constructor(message: string, problems: readonly ConfigProblem[] = []) {
    super(message);
    this.problems = problems;
  }

  static of(source: string, problems: readonly ConfigProblem[]): ConfigError {
    const places = problems.length === 1 ? "" : ` in ${problems.length} places`;
    return new ConfigError(`the config ${source} is wrong${places}: ${problems.map(sentence).join("; ")}`, problems);
  }
}

/** The words of a launcher's command line are wrong. `name` is what the command line goes by: exit code 2. */
export class LauncherUsageError extends Error {
  override readonly name = "UsageError";
}

function sentence({ path, expected, got, nearest, source }: ConfigProblem): string {
  const guess = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
  return `${path === "" ? "" : `${path}: `}expected ${expected}, got ${got}${guess} [${source}]`;
}
