#!/usr/bin/env bash
# Puts the orders of a day into one archive for the partner. Whoever waits has given us TASK_TOKEN.
set -euo pipefail

beat() {
  while sleep "${BEAT_SECONDS:-1}"; do
    aws stepfunctions send-task-heartbeat --task-token "$TASK_TOKEN" || exit 0
  done
}

fail() {
  local rc=$?
  [ "$rc" -eq 0 ] || aws stepfunctions send-task-failure --task-token "$TASK_TOKEN" \
    --error ExportFailed --cause "export-orders.sh: exit $rc"
  kill "$BEAT" 2>/dev/null || true
}

beat &
BEAT=$!
trap fail EXIT

work=$(mktemp -d)
aws s3 cp --recursive --quiet "$CLEAN" "$work"
find "$work" -name '*.csv' -print0 | sort -z | xargs -0 tail -q -n +2 > "$work/orders.txt"
sleep 3 # the partner's side takes its time to open
gzip -n "$work/orders.txt"
aws s3 cp --quiet "$work/orders.txt.gz" "s3://orders-partner/$DAY/orders.txt.gz"
rows=$(zcat "$work/orders.txt.gz" | wc -l)
echo "$rows rows for the partner"
aws stepfunctions send-task-success --task-token "$TASK_TOKEN" --task-output "{\"rows\": $rows}"
