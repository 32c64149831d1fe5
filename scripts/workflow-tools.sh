#!/usr/bin/env bash
# Prints a folder with actionlint, zizmor and act, which are installed on first use and kept. The first
# and the last are Go programs, built in a minute; zizmor is a wheel.
set -euo pipefail
cd "$(dirname "$0")/.."
actionlint=v1.7.12 zizmor=1.32.0 act=v0.2.89

tools="${XDG_CACHE_HOME:-$HOME/.cache}/opsctl/workflow-tools-$actionlint-$zizmor-$act"
if [ ! -e "$tools/complete" ]; then
  command -v go >/dev/null || { echo "Go is needed to build actionlint and act: go.dev/dl" >&2; exit 1; }
  mkdir -p "$tools/bin"
  GOBIN="$tools/bin" GOFLAGS=-mod=mod go install "github.com/rhysd/actionlint/cmd/actionlint@$actionlint" >&2
  GOBIN="$tools/bin" GOFLAGS=-mod=mod go install "github.com/nektos/act@$act" >&2
  python="$(bash scripts/python.sh)"
  "$python" -m venv "$tools/python"
  "$tools/python/bin/pip" install --quiet --disable-pip-version-check "zizmor==$zizmor" >&2
  ln -sf "$tools/python/bin/zizmor" "$tools/bin/zizmor"
  touch "$tools/complete"
fi
echo "$tools/bin"
