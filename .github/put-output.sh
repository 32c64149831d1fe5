#!/usr/bin/env bash
# `put-output.sh NAME=VALUE …`: outputs of a workflow's step. The runner takes each line for an output of
# its own, so a value of several lines would say what nobody meant: it is refused, and all others with it.
set -euo pipefail
for output in "$@"; do
  if [[ $output == *[$'\n\r']* ]]; then
    echo "::error title=An output of several lines::${output%%=*} has a line break in its value"
    exit 1
  fi
done
printf '%s\n' "$@" >> "$GITHUB_OUTPUT"
