#!/usr/bin/env bash
# `npm test`: prepares a fresh clone, then runs every section that this machine can run.
set -euo pipefail
cd "$(dirname "$0")/.."
bash scripts/setup.sh
exec node_modules/.bin/node scripts/test.ts "$@"
