#!/usr/bin/env bash
# Trains on a spot instance: --full-only | --smoke-only | --preflight-only, the last one wins.
set -euo pipefail

mode=both
for word in "$@"; do
  case "$word" in
    --full-only) mode=full ;;
    --smoke-only) mode=smoke ;;
    --preflight-only) mode=preflight ;;
  esac
done

AWS_REGION="${AWS_REGION:-us-east-1}"
S3_BUCKET="${S3_BUCKET:-alpha-engine-research}"
KEY_FILE="${KEY_FILE:-/home/ec2-user/.ssh/alpha-engine-key.pem}"
CONFIG=config/predictor.yaml
[ -f "$CONFIG" ] || { echo "ERROR: $CONFIG is missing" >&2; exit 1; }

echo "==> launching"
ID="$(aws ec2 run-instances --region "$AWS_REGION" --image-id ami-0aaaabbbbccccdddd --instance-type r5.large \
  --subnet-id subnet-00000000000000a --key-name alpha-engine-key \
  --iam-instance-profile Name=alpha-engine-executor-profile \
  --instance-market-options '{"MarketType": "spot", "SpotOptions": {"InstanceInterruptionBehavior": "terminate"}}' \
  --instance-initiated-shutdown-behavior terminate \
  --tag-specifications "ResourceType=instance,Tags=[{Key=Name,Value=alpha-engine-gbm-train-$(date +%Y%m%d)}]" \
  --query 'Instances[0].InstanceId' --output text)"

cleanup() {
  rc=$?
  aws ec2 terminate-instances --region "$AWS_REGION" --instance-ids "$ID" --output text >/dev/null || true
  echo "==> terminated $ID, exit code $rc"
}
trap cleanup EXIT
aws ec2 wait instance-running --region "$AWS_REGION" --instance-ids "$ID"
IP="$(aws ec2 describe-instances --region "$AWS_REGION" --instance-ids "$ID" --query 'Reservations[0].Instances[0].PrivateIpAddress' --output text)"

on_spot() { ssh -A -i "$KEY_FILE" -o StrictHostKeyChecking=accept-new -o ConnectTimeout=5 "ec2-user@$IP" "$@"; }

attempts=0
until ssh-keyscan -T 5 "$IP" 2>/dev/null | grep -q ed25519; do
  attempts=$((attempts + 1))
  [ "$attempts" -lt 30 ] || { echo "ERROR: $IP does not answer" >&2; exit 1; }
  sleep 5
done

on_spot "sudo systemd-run --on-active=${MAX_RUNTIME_SECONDS:-5400} --unit=alpha-engine-watchdog /sbin/shutdown -h now"
rsync -az -e "ssh -i $KEY_FILE -o StrictHostKeyChecking=accept-new" "$CONFIG" "ec2-user@$IP:predictor.yaml" 2>/dev/null \
  || scp -i "$KEY_FILE" "$CONFIG" "ec2-user@$IP:predictor.yaml"

[ "$mode" != preflight ] || { echo "==> preflight passed"; exit 0; }

on_spot 'bash -s' <<'TRAIN'
set -eo pipefail
export HOME=/home/ec2-user XDG_CACHE_HOME=/tmp
sudo timedatectl set-timezone UTC 2>/dev/null || true
log=/var/log/spot-full-training.log
sudo touch "$log" && sudo chown "$(id -un)" "$log"
trap 'aws s3 cp "$log" "s3://alpha-engine-research/_ssm_logs/spot-full-training/$(date -u +%Y-%m-%d)/$(hostname)-$(date -u +%H%M%SZ).log" --only-show-errors || true' EXIT
rounds="$(sed -n 's/^rounds: //p' "$HOME/predictor.yaml")"
python3 - "$rounds" <<'PY' 2>&1 | tee "$log"
import sys
print(f"trained {int(sys.argv[1])} rounds")
PY
TRAIN
