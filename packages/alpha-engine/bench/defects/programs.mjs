/** Texts of programs that stages have in common. */

export const WEEKLY_PYTHON = "/home/ec2-user/alpha-engine-dashboard/.venv/bin/python";

const GOES_ON = 'while [ "$#" -gt 0 ]; do if [ "$1" = -- ]; then shift; exec "$@"; fi; shift; done';

/** A python that says what the weekly pipeline's Map runs over, and goes on with what a wrapper wraps; `cases` come first. */
export function weeklyPython(...cases) {
  return [
    "#!/bin/bash",
    'case "$*" in',
    ...cases,
    `*list-rotation-specs*) echo '["one", "two", "three"]'; exit ;;`,
    "esac",
    GOES_ON,
  ];
}

/** The trading box's python says that there is trading; `cases` come first. */
export function tradingDay(...cases) {
  return {
    "/home/ec2-user/alpha-engine/.venv/bin/python": [
      "#!/bin/bash",
      'case "$*" in',
      ...cases,
      '*trading*) echo "TRADING DAY" ;;',
      "esac",
    ],
  };
}

/** A git that has one answer for some of what it is asked, and says nothing to all else; `$1` is the command, `$at` the checkout. */
export function gitThat(...cases) {
  return ["#!/bin/bash", "at=$PWD", 'if [ "$1" = -C ]; then at=$2; shift 2; fi', 'case "$*" in', ...cases, "esac"];
}

/** Everything of the weekly pipeline that may be left out is. */
export const NOTHING_WEEKLY = Object.fromEntries(
  [
    "morning_enrich",
    "data_phase1",
    "rag_ingestion",
    "data_phase2",
    "predictor_training",
    "backtester",
    "evaluator",
    "predictor_backtest",
    "portfolio_optimizer_backtest",
    "parity",
    "post_eval",
    "regime_substrate",
    "research",
    "regime_retrospective_eval",
    "eval_judge",
    "rationale_clustering",
    "replay_concordance",
    "counterfactual",
    "aggregate_costs",
    "lib_pin_drift_check",
    "scanner",
  ].map((name) => [`skip_${name}`, true]),
);

/** For a stand-in: it writes an object for the item of a Map that it is asked for, and answers `answer`. */
export function leavingObject(bucket, answer) {
  const item = `n=$(grep -o '"iteration":[0-9]*' | tr -dc 0-9)`;
  return { command: `${item}; echo done | aws s3 cp - "s3://${bucket}/done-$n" >&2; echo '${JSON.stringify(answer)}'` };
}
