#!/usr/bin/env bash
# Writes the next version and its changelog, decided by the commits; commits nothing.
#   scripts/bump_version.sh [--as major|minor|patch|X.Y.Z] [--pre beta] [--infra-plan FILE] [--dry-run]
# The same as `opsctl release bump`, of which it is a thin caller: the checkout's own, else the one on
# the PATH.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [ -f "$root/bin/run.js" ]; then
  if [ ! -f "$root/dist/main.js" ]; then
    bash "$root/scripts/setup.sh" >&2
    (cd "$root" && npm run --silent build >&2)
  fi
  exec node "$root/bin/run.js" release bump -C "$root" "$@"
fi
exec opsctl release bump -C "$root" "$@"
