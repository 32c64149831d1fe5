#!/usr/bin/env bash
# Prints the newest Python from 3.11 to 3.13 on the PATH or under pyenv.
set -euo pipefail
for minor in 13 12 11; do
  for python in "python3.$minor" "$HOME"/.pyenv/versions/3."$minor".*/bin/python3 python3; do
    if "$python" -c "import sys, venv; sys.exit(sys.version_info[:2] != (3, $minor))" 2>/dev/null; then
      command -v "$python"
      exit 0
    fi
  done
done
echo "Python 3.11, 3.12 or 3.13 with the venv module is needed: apt-get install python3-venv" >&2
exit 1
