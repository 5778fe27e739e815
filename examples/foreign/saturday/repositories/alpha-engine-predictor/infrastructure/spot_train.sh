#!/usr/bin/env bash
set -euo pipefail
trap 'echo "cleaned up after training"' EXIT
[[ "${1:-}" == --full-only ]] || { echo "unknown mode: ${1:-none}" >&2; exit 2; }
rounds="$(sed -n 's/^rounds: //p' config/predictor.yaml)"
echo "trained ${rounds:?is in predictor.yaml} rounds"
