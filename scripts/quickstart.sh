#!/usr/bin/env bash
# `npm run quickstart`: prepares a fresh clone and this machine, then builds everything on the sandbox.
set -euo pipefail
cd "$(dirname "$0")/.."

needed=()
command -v podman >/dev/null || command -v docker >/dev/null || needed+=(podman)
if command -v podman >/dev/null || [ ${#needed[@]} -gt 0 ]; then command -v runc >/dev/null || needed+=(runc); fi
command -v mmdebstrap >/dev/null || needed+=(mmdebstrap)
bash scripts/python.sh >/dev/null 2>&1 || needed+=(python3-venv)
if [ ${#needed[@]} -gt 0 ] && command -v apt-get >/dev/null; then
  install=(apt-get install -y --no-install-recommends "${needed[@]}" containernetworking-plugins)
  if [ "$(id -u)" = 0 ]; then
    echo "Installing ${needed[*]} …" >&2
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive "${install[@]}" -qq >/dev/null
  else
    echo "Paste this once, then start again: sudo apt-get update && sudo ${install[*]}" >&2
    exit 2
  fi
fi

bash scripts/setup.sh
PATH="$PWD/node_modules/.bin:$PATH"
if [ "${1:-}" != --down ]; then bash scripts/provider.sh; fi
if [ ! -f oclif.manifest.json ] || [ -n "$(find src bin package.json VERSION -newer oclif.manifest.json -print -quit)" ]; then
  node scripts/build.ts
fi
exec node scripts/quickstart.ts "$@"
