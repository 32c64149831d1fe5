#!/usr/bin/env bash
# What the tests need of a Debian or Ubuntu machine, installed as root or with sudo; elsewhere it says
# what is needed.
set -euo pipefail
packages=(shellcheck postgresql python3-venv podman runc mmdebstrap containernetworking-plugins haproxy)
if ! command -v apt-get >/dev/null; then
  echo "Needed: ${packages[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then as_root=(sudo); fi
"${as_root[@]}" apt-get update -qq >/dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
