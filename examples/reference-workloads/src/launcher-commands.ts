const PATH = `export PATH="/opt/alpha-engine/bin:$PATH"`;
const WHERE = `--bucket "$S3_BUCKET" --run-date "$RUN_DATE"`;
const BEFORE_WORK = ["bootstrap", "deps", "preflight"];

/**
 * The `commands` of a launcher's config that run its reference workload, `<app>-workload`: each stage inside log-capture. In
 * a dry pass what each stage needs is checked, the next one also when something is missing.
 *
 * @param scripts the names of the launcher's scripts
 */
export function referenceCommands(
  app: string,
  scripts: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const tool = `${app}-workload`;
  const stages = scripts.filter((name) => !BEFORE_WORK.includes(name));
  const work = stages.map((name) => [
    name,
    [
      PATH,
      `echo "${name}: begins"`,
      `log-capture run --slug spot-${name} --log /var/log/spot-${name}.log -- ${tool} "$STAGE" $STAGE_ARGS ${WHERE}`,
    ],
  ]);
  return {
    deps: [PATH, `command -v log-capture ${tool}`],
    preflight: [
      PATH,
      // What the config says that is needed is looked at once.
      `failed=0; needs=(--needs "$NEEDS")`,
      `while read -r stage; do`,
      `  ${tool} $stage ${WHERE} --preflight-only "\${needs[@]}" < /dev/null || failed=$?`,
      `  needs=()`,
      `done <<< "$STAGES"`,
      "exit $failed",
    ],
    ...(Object.fromEntries(work) as Readonly<Record<string, readonly string[]>>),
  };
}
