#!/usr/bin/env bash
# Collects the week's data on a spot instance of its own, which is given back however this ends.
#   --morning-enrich-only | --phase1-only | --rag-only   what to collect
#   --preflight-only                                     everything but the work
set -euo pipefail

AWS_REGION="${AWS_REGION:-us-east-1}"
S3_BUCKET="${S3_BUCKET:-alpha-engine-research}"
KEY_FILE="${KEY_FILE:-$HOME/.ssh/alpha-engine-key.pem}"
MAX_RUNTIME_SECONDS="${MAX_RUNTIME_SECONDS:-5400}"
AMI_ID="ami-0aaaabbbbccccdddd"
INSTANCE_TYPES=(c5.large m5.large)
SUBNETS=(subnet-00000000000000a subnet-00000000000000b)
CONFIG=/home/ec2-user/alpha-engine-config/data/config.yaml

task="" preflight=""
while [[ $# -gt 0 ]]; do
  case "$1" in
    --morning-enrich-only) task=morning-enrich ;;
    --phase1-only) task=phase1 ;;
    --rag-only) task=rag ;;
    --preflight-only) preflight=1 ;;
    *) echo "unknown option: $1" >&2; exit 1 ;;
  esac
  shift
done
[[ -n "$task" ]] || { echo "what is to be collected?" >&2; exit 1; }
[[ -f "$CONFIG" ]] || { echo "$CONFIG is missing" >&2; exit 1; }
[[ -f "$KEY_FILE" ]] || { echo "$KEY_FILE is missing" >&2; exit 1; }

SSH_OPTS=(-i "$KEY_FILE" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=5 -o LogLevel=ERROR)
work="$(mktemp -d)"
instance="" ip=""

on_exit() {
  local rc=$?
  set +e
  if [[ -n "$ip" ]]; then
    stamp="$(date -u +%Y%m%dT%H%M%SZ)"
    scp -q "${SSH_OPTS[@]}" "ec2-user@$ip:work.log" "$work/work.log" \
      && aws s3 cp "$work/work.log" "s3://$S3_BUCKET/health/${task//-/_}_log/$(date -u +%Y-%m-%d)/$stamp-exit$rc.log" --only-show-errors
  fi
  if [[ -n "$instance" ]]; then
    echo "giving back $instance"
    aws ec2 terminate-instances --region "$AWS_REGION" --instance-ids "$instance" --output text > /dev/null
  fi
  rm -rf "$work"
  exit "$rc"
}
trap on_exit EXIT

launch() {
  local type subnet
  for type in "${INSTANCE_TYPES[@]}"; do
    for subnet in "${SUBNETS[@]}"; do
      if instance="$(aws ec2 run-instances --region "$AWS_REGION" \
        --image-id "$AMI_ID" --instance-type "$type" --subnet-id "$subnet" --key-name alpha-engine-key \
        --iam-instance-profile Name=alpha-engine-executor-profile \
        --instance-market-options 'MarketType=spot,SpotOptions={SpotInstanceType=one-time}' \
        --instance-initiated-shutdown-behavior terminate \
        --block-device-mappings 'DeviceName=/dev/xvda,Ebs={VolumeSize=30,VolumeType=gp3}' \
        --tag-specifications "ResourceType=instance,Tags=[{Key=Name,Value=alpha-engine-data-weekly-$(date +%Y%m%d)}]" \
        --query 'Instances[0].InstanceId' --output text 2> "$work/refused")"; then
        return 0
      fi
      instance=""
      grep -qE 'InsufficientInstanceCapacity|SpotMaxPriceTooLow|Unsupported' "$work/refused" || { cat "$work/refused" >&2; exit 1; }
      echo "no $type in $subnet" >&2
    done
  done
  echo "no capacity anywhere" >&2
  exit 64
}

launch
echo "launched $instance"
aws ec2 wait instance-running --region "$AWS_REGION" --instance-ids "$instance"
ip="$(aws ec2 describe-instances --region "$AWS_REGION" --instance-ids "$instance" \
  --query 'Reservations[0].Instances[0].PrivateIpAddress' --output text)"
for _ in $(seq 1 30); do
  ssh "${SSH_OPTS[@]}" -o BatchMode=yes "ec2-user@$ip" true && break
  sleep 5
done

remote() {
  ssh "${SSH_OPTS[@]}" "ec2-user@$ip" bash -s -- "$@"
}

sudo -u ec2-user git -C "$PWD" archive --format=tar HEAD | gzip > "$work/source.tar.gz"
scp -q "${SSH_OPTS[@]}" "$work/source.tar.gz" "$CONFIG" "ec2-user@$ip:"

remote "$MAX_RUNTIME_SECONDS" <<'BOOTSTRAP'
set -eo pipefail
sudo systemd-run --quiet --unit=alpha-engine-watchdog --on-active="$1" /sbin/shutdown -h now
echo "watchdog: $(systemctl is-active alpha-engine-watchdog.timer)"
sudo dnf install -y -q python3.12 git > /dev/null
mkdir -p source && tar -xzf source.tar.gz -C source
BOOTSTRAP

remote <<'DEPS'
set -eo pipefail
python_bin="$(command -v python3.12 || command -v python3)"
"$python_bin" -m venv venv
cd source
../venv/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
../venv/bin/python -c 'import weekly_collector; print("imported", weekly_collector.__name__, "from", weekly_collector.__file__)'
DEPS

if [[ -n "$preflight" ]]; then
  echo "preflight of $task passed"
  exit 0
fi

remote "$task" <<'WORK'
set -eo pipefail
venv/bin/python -m weekly_collector "$1" --config config.yaml --out "$1.json" 2>&1 | tee work.log
WORK

scp -q "${SSH_OPTS[@]}" "ec2-user@$ip:$task.json" "$work/"
aws s3 cp "$work/$task.json" "s3://$S3_BUCKET/market_data/weekly/$(date -u +%Y-%m-%d)/$task.json" --only-show-errors
