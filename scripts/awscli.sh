#!/usr/bin/env bash
# Prints a folder with the AWS CLI, which is installed from PyPI on first use and kept.
set -euo pipefail
cd "$(dirname "$0")/.."
version=1.46.3

tools="${XDG_CACHE_HOME:-$HOME/.cache}/opsctl/awscli-$version"
if [ ! -e "$tools/complete" ]; then
  python="$(bash scripts/python.sh)"
  rm -rf -- "$tools"
  "$python" -m venv "$tools"
  "$tools/bin/pip" install --quiet --disable-pip-version-check "awscli==$version" >&2
  touch "$tools/complete"
fi
echo "$tools/bin"
