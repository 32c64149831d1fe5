#!/usr/bin/env bash
# Applies .github/rulesets and the environments' protection to a repository on GitHub:
#   GITHUB_TOKEN=… scripts/protect_branches.sh OWNER/REPOSITORY --approver USER [--dry-run]
# Running it again changes nothing. What stands in scripts/protect-branches.ts.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
bash "$here/setup.sh"
exec "$here/../node_modules/.bin/node" "$here/protect-branches.ts" "$@"
