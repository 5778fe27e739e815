#!/usr/bin/env bash
# How the box was set up, once: the environment in which its steps run.
set -euo pipefail
cd /home/ec2-user/alpha-engine-dashboard
sudo -u ec2-user python3 -m venv .venv
printf '[global]\ndisable-pip-version-check = true\n' | sudo -u ec2-user tee .venv/pip.conf > /dev/null
sudo -u ec2-user .venv/bin/pip install --quiet -r requirements.txt
