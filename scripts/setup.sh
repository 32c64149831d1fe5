#!/usr/bin/env bash
# Installs this checkout's npm packages when they are missing or older than the lock file. Only one
# package may run an install script: `node`, which brings the pinned Node for every npm script.
set -euo pipefail
cd "$(dirname "$0")/.."

# `npm install` rather than `npm ci`: some mirrors lack the packages of other platforms, which the lock
# file then cannot name, and `npm ci` refuses such a file. The versions are the lock file's either way.
stamp=node_modules/.opsctl-lock
for folder in . api; do
  [ -f "$folder/package-lock.json" ] || continue
  if cmp -s "$folder/package-lock.json" "$folder/$stamp"; then continue; fi
  echo "Installing npm packages in $folder …" >&2
  npm install --prefix "$folder" --no-save --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  if [ "$folder" = . ]; then npm rebuild node --loglevel=error >&2; fi
  cp "$folder/package-lock.json" "$folder/$stamp"
done
