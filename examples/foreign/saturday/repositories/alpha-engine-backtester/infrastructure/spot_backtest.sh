#!/usr/bin/env bash
# Backtests on a spot instance: --skip-stages=backtest,parity,evaluator without the ones that are wanted.
set -euo pipefail

STAGES=(backtest parity evaluator)
SKIP_STAGES="${SKIP_STAGES:-}" PREFLIGHT=0
while [[ $# -gt 0 ]]; do
  case "$1" in
    --skip-stages) SKIP_STAGES="$2"; shift 2 ;;
    --skip-stages=*) SKIP_STAGES="${1#*=}"; shift ;;
    --preflight-only) PREFLIGHT=1; shift ;;
    *) echo "ERROR: unknown flag: $1" >&2; exit 1 ;;
  esac
done
: "${RUN_DATE:?is exported by the step}"
wanted=()
for stage in "${STAGES[@]}"; do
  [[ ",$SKIP_STAGES," == *",$stage,"* ]] || wanted+=("$stage")
done
for stage in ${SKIP_STAGES//,/ }; do
  [[ " ${STAGES[*]} " == *" $stage "* ]] || { echo "ERROR: unknown stage: $stage" >&2; exit 1; }
done

REGION="${AWS_REGION:-us-east-1}"
BUCKET="${S3_BUCKET:-alpha-engine-research}"
KEY="$HOME/.ssh/alpha-engine-key.pem"
SSH="ssh -i $KEY -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
STAGING="$(mktemp -d /tmp/spot_backtest.XXXXXX)"
INSTANCE_ID=""
cleanup() {
  local rc=$?
  [[ -z "$INSTANCE_ID" ]] || aws ec2 terminate-instances --region "$REGION" --instance-ids "$INSTANCE_ID" > /dev/null || true
  rm -rf "$STAGING"
  echo "cleaned up, exit code $rc"
}
trap cleanup EXIT
trap 'exit 143' TERM

umask 077
env | grep -E '^(S3_BUCKET|AWS_REGION|RUN_DATE)=' > "$STAGING/backtester.env"
INSTANCE_ID=$(aws ec2 run-instances --region "$REGION" --image-id ami-0aaaabbbbccccdddd --instance-type c5.large \
  --subnet-id subnet-00000000000000b --key-name alpha-engine-key --instance-market-options MarketType=spot \
  --iam-instance-profile Name=alpha-engine-executor-profile --instance-initiated-shutdown-behavior terminate \
  --tag-specifications "ResourceType=instance,Tags=[{Key=Name,Value=alpha-engine-backtest-${RUN_DATE//-/}}]" \
  --output json | python3 -c 'import json, sys; print(json.load(sys.stdin)["Instances"][0]["InstanceId"])')
aws ec2 wait instance-running --region "$REGION" --instance-ids "$INSTANCE_ID"
read -r IP <<< "$(aws ec2 describe-instances --region "$REGION" --filters "Name=instance-id,Values=$INSTANCE_ID" \
  --query 'Reservations[*].Instances[*].PrivateIpAddress' --output text)"
for i in {1..30}; do
  if $SSH "ec2-user@$IP" true 2>/dev/null; then break; fi
  [[ $i -lt 30 ]] || { echo "ERROR: no ssh to $IP" >&2; exit 1; }
  sleep 5
done

$SSH "ec2-user@$IP" "sudo systemd-run --on-active=${MAX_RUNTIME_SECONDS:-7200} --unit=alpha-engine-watchdog /sbin/shutdown -h now"
scp -q -i "$KEY" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$STAGING/backtester.env" "ec2-user@$IP:~/.backtester.env"
if [[ $PREFLIGHT -eq 1 ]]; then echo "preflight passed"; exit 0; fi

for stage in "${wanted[@]}"; do
  $SSH "ec2-user@$IP" "set -a; source ~/.backtester.env; set +a; bash -euo pipefail -s $stage" <<'STAGE'
out="$1.csv"
printf 'date,stage\n%s,%s\n' "$RUN_DATE" "$1" > "$out"
aws s3 cp "$out" "s3://$S3_BUCKET/backtest/$RUN_DATE/$out" --only-show-errors
echo "$1 of $RUN_DATE done by $(whoami)"
STAGE
done
