/** The commands of this family that take the place of production's programs; what follows them is the same. */
export const PROGRAMS: Readonly<Record<string, string>> = {
  "bash infrastructure/spot_data_weekly.sh": "data-weekly",
  "bash infrastructure/spot_drift_detection.sh": "data-weekly --drift-only",
  "bash infrastructure/spot_train.sh": "predictor",
  "bash infrastructure/spot_backtest.sh": "backtester",
  "python health_checker.py": "health-check artifacts",
  "python -m alpha_engine_lib.transparency": "health-check substrate",
  "python -m alpha_engine_lib.trading_calendar": "trading-desk trading-day",
  "python weekly_collector.py --morning-enrich":
    'data-weekly-workload morning-enrich --bucket "$S3_BUCKET" --run-date "$RUN_DATE"',
  "python weekly_collector.py --daily": "trading-desk post-market",
  "python executor/main.py": "trading-desk plan",
  "python executor/snapshot_capturer.py": "trading-desk snapshot",
  "python executor/eod_reconcile.py": "trading-desk reconcile",
};
