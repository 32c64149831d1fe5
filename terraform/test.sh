#!/usr/bin/env bash
# Validates the stack and runs the tests of every module, without an AWS account: terraform/test.sh
# Works on a copy, so neither .terraform nor a lock file appears in the tree.
# The last line counts runs; exit 1 when one failed, or when a module had none.
set -euo pipefail

room=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# One folder for all of them: the provider is fetched once, and kept by the lock file passed on.
export TF_DATA_DIR="$work/data" TF_IN_AUTOMATION=1 CHECKPOINT_DISABLE=1
if [[ ! -e "${TF_CLI_CONFIG_FILE:-/}" ]]; then
  unset TF_CLI_CONFIG_FILE
fi

mkdir "$work/tree"
tar -C "$room/.." --exclude=.terraform --exclude='*.tfstate*' -cf - "$(basename "$room")" rollback/terraform snapshots/terraform |
  tar -C "$work/tree" -xf -
cd "$work/tree/$(basename "$room")"

terraform init -backend=false -input=false -no-color
terraform validate -no-color

passed=0
failed=0
for module in modules/*/ ../rollback/terraform/ ../snapshots/terraform/; do
  echo "== $module"
  cp .terraform.lock.hcl "$module"
  report="$work/report"
  (cd "$module" && terraform init -backend=false -input=false -no-color) >"$report" 2>&1 || {
    cat "$report"
    failed=$((failed + 1))
    continue
  }
  status=0
  (cd "$module" && terraform test -no-color) 2>&1 | tee "$report" || status=$?

  # "Success! 9 passed, 0 failed." or "Failure! 1 passed, 1 failed, 2 skipped."
  summary=$(grep -E '^(Success|Failure)! [0-9]+ passed' "$report" | tail -n 1) || summary=
  good=0
  bad=0
  if [[ $summary =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)? ]]; then
    good=${BASH_REMATCH[1]}
    bad=$((BASH_REMATCH[2] + ${BASH_REMATCH[4]:-0}))
  fi
  if ((bad == 0 && (status != 0 || good == 0))); then
    bad=1
  fi
  passed=$((passed + good))
  failed=$((failed + bad))
done

echo "terraform: $passed passed, $failed failed"
((failed == 0))
