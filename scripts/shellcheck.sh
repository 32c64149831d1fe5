#!/usr/bin/env bash
# Every shell script that the repository carries.
set -euo pipefail
cd "$(dirname "$0")/.."
{
  git ls-files --cached --others --exclude-standard '*.sh'
  echo .ci/run
} | xargs shellcheck --severity=style
