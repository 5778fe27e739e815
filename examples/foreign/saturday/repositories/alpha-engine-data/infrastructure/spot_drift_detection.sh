#!/usr/bin/env bash
set -euo pipefail
trap 'echo "cleaned up after drift"' EXIT
echo "no drift in ${RESULTS_BUCKET:?is set by .alpha-engine.env}"
