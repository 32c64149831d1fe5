#!/usr/bin/env bash
# The workflows: linted (actionlint, zizmor), and their `run` steps executed (test/workflows).
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$(bash scripts/workflow-tools.sh)"
export PATH="$tools:$PATH"
actionlint
# What needs GitHub's own answers (are these commits really of that repository?) is looked up where
# there is a token, as in CI.
online=(--offline)
if [ -n "${GH_TOKEN:-}" ]; then online=(); fi
zizmor --quiet --no-progress --strict-collection "${online[@]}" --persona=pedantic .github
if [ $# = 0 ]; then set -- 'test/workflows/*.test.ts'; fi
exec node_modules/.bin/mocha --config test/workflows/.mocharc.json "$@"
