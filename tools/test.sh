#!/usr/bin/env bash
# Everything that CI runs: build, format, then every test project. The last line is "N passed, N failed".
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export BERTH_TEST_LONG=0
[ "${1:-}" = --long ] && export BERTH_TEST_LONG=1

# The full numbers take their time.
limit=900
[ "$BERTH_TEST_LONG" = 1 ] && limit=14400

passed=0
failed=0
step() {
  local name=$1 log
  shift
  log=$(mktemp)
  local started=$SECONDS
  if "$@" >"$log" 2>&1; then
    printf 'ok      %-28s %4d s\n' "$name" $((SECONDS - started))
    passed=$((passed + 1))
    rm -f "$log"
  else
    printf 'FAILED  %-28s %4d s\n' "$name" $((SECONDS - started))
    tail -n 60 "$log"
    failed=$((failed + 1))
    rm -f "$log"
    return 1
  fi
}

suite() {
  local name=$1 log program
  program=$root/artifacts/bin/$name/release/$name
  log=$(mktemp)
  local started=$SECONDS code=0 ok bad
  timeout --signal=INT "$limit" "$program" --minimum-expected-tests 1 --progress off --no-ansi >"$log" 2>&1 || code=$?
  ok=$(sed -nE 's/^ *succeeded: *([0-9]+).*/\1/p' "$log" | tail -n 1)
  bad=$(sed -nE 's/^ *failed: *([0-9]+).*/\1/p' "$log" | tail -n 1)
  ok=${ok:-0}
  bad=${bad:-0}
  [ $code -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + ok))
  failed=$((failed + bad))
  if [ "$bad" -eq 0 ]; then
    printf 'ok      %-28s %4d s  %s tests\n' "$name" $((SECONDS - started)) "$ok"
  else
    printf 'FAILED  %-28s %4d s  %s passed, %s failed (exit code %s)\n' "$name" $((SECONDS - started)) "$ok" "$bad" "$code"
    # The names first: a reader of a cut-off report still learns what failed.
    grep -E '^failed ' "$log" | head -n 40
    tail -n 120 "$log"
  fi
  rm -f "$log"
}

if step build dotnet build Berth.slnx -c Release -v quiet --nologo; then
  step format dotnet format Berth.slnx --verify-no-changes --no-restore --exclude-diagnostics IDE0130
  for project in test/*/*.csproj; do
    name=$(basename "$project" .csproj)
    case $name in *.Tests | Berth.Simulation | Berth.Acceptance) suite "$name" ;; esac
  done
fi

printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
