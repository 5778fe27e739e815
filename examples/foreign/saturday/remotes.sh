#!/usr/bin/env bash
# Makes of each folder in repositories/ the remote that the boxes pull from: remotes.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")"
to="${1:-.remotes}"
mkdir -p "$to"
for folder in repositories/*/; do
  remote="$to/$(basename "$folder")"
  cp -R "$folder" "$remote"
  git -C "$remote" init --quiet --initial-branch=main
  git -C "$remote" add --all
  git -C "$remote" -c user.name=desk -c user.email=desk@example.com commit --quiet --message first
done
