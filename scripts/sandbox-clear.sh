#!/usr/bin/env bash
# For CI: takes away the sandbox that a run which was cut off left on this machine, whosever checkout
# it is of. There is one sandbox per machine, so nothing could be tried beside it.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/node_modules/.bin:$PATH"

record="${XDG_STATE_HOME:-$HOME/.local/state}/opsctl/sandbox/sandbox.json"
owner="$PWD"
if [ -e "$record" ]; then
  owner="$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).project' "$record")"
fi
# Of a checkout that is no longer there, any other may take it away.
if [ ! -d "$owner" ]; then owner="$PWD"; fi
node bin/run.js sandbox down --yes -C "$owner"
