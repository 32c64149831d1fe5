#!/usr/bin/env bash
# For CI: takes away the sandbox that a run which was cut off left on this machine, whosever checkout
# it is of. There is one sandbox per machine, so nothing could be tried beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"

if answer="$(node bin/run.js sandbox down --yes --json)"; then exit 0; fi
owner="$(node -p 'JSON.parse(process.argv[1]).error.details?.checkout ?? ""' "$answer")"
if [ -z "$owner" ]; then
  echo "$answer" >&2
  exit 1
fi
# Only its own program takes it down.
cd "$owner"
node bin/run.js sandbox down --yes
