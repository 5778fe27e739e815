#!/usr/bin/env bash
# Looks for drift on a spot instance.
set -euo pipefail
[[ $# -eq 0 || "$1" == --preflight-only ]] || { echo "unknown option: $1" >&2; exit 1; }

region="${AWS_REGION:-us-east-1}"
key="${KEY_FILE:-$HOME/.ssh/alpha-engine-key.pem}"
[[ -f "$key" ]] || { echo "$key is missing" >&2; exit 1; }
opts="-i $key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=5 -q"

instance=$(aws ec2 run-instances --region "$region" --image-id ami-0aaaabbbbccccdddd --instance-type c5.large \
  --subnet-id subnet-00000000000000c --key-name alpha-engine-key \
  --iam-instance-profile Name=alpha-engine-executor-profile --instance-market-options MarketType=spot \
  --instance-initiated-shutdown-behavior terminate \
  --tag-specifications 'ResourceType=instance,Tags=[{Key=Name,Value=alpha-engine-drift}]' \
  --query 'Instances[0].InstanceId' --output text)
trap 'aws ec2 terminate-instances --region "$region" --instance-ids "$instance" > /dev/null; echo "gave back $instance"' EXIT
aws ec2 wait instance-running --region "$region" --instance-ids "$instance"
ip=$(aws ec2 describe-instances --region "$region" --instance-ids "$instance" \
  --query 'Reservations[].Instances[].PrivateIpAddress' --output text)
until ssh $opts ec2-user@$ip exit; do sleep 5; done

ssh $opts ec2-user@$ip 'sudo systemd-run --unit=alpha-engine-watchdog --on-active=1800 /sbin/shutdown -h now'
[[ $# -eq 0 ]] || exit 0
scp $opts -r collector/weekly_collector /home/ec2-user/alpha-engine-config/data/config.yaml ec2-user@$ip:
ssh $opts ec2-user@$ip 'python3 -m weekly_collector drift --config config.yaml --out drift.json && cat drift.json'
