#!/usr/bin/env bash
# The emulator's own tests, in a Python environment that is kept between runs.
set -euo pipefail
cd "$(dirname "$0")/.."
python="$(bash scripts/python.sh)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/opsctl/emulator-tests-$(
  { "$python" --version; cat sandbox/requirements.txt; } | sha256sum | cut -c1-12
)"
if [ ! -x "$cache/bin/pytest" ]; then
  rm -rf "$cache"
  "$python" -m venv "$cache"
  "$cache/bin/pip" install --quiet --disable-pip-version-check -r sandbox/requirements.txt pytest==9.0.2
fi
cd sandbox
# As the emulator has it: one that is forked from the tests then need not start anew for it.
PYTHONHASHSEED=0 exec "$cache/bin/python" -m pytest -q -p no:cacheprovider emulator/tests
