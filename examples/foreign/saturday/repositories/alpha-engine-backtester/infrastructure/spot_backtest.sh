#!/usr/bin/env bash
set -euo pipefail
trap 'echo "cleaned up after ${stage:-nothing}"' EXIT
stages=(backtest parity evaluator)
skipped="${1#--skip-stages=}"
for stage in "${stages[@]}"; do
  [[ ",$skipped," == *",$stage,"* ]] || echo "$stage of ${RUN_DATE:?is set by the step} done"
done
