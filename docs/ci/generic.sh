#!/usr/bin/env bash
# Certifies a running server in any CI: `bash ci/generic.sh`. It needs bash and standin. What it leaves is in the folder $OUT; its exit
# code is that of the whole run, or of the gate where the run ends with 0: see docs/verdicts.md, "Exit codes".
set -euo pipefail

readonly target=${TARGET:-target.yaml}    # the target file
readonly profiles=${PROFILES:-core}       # what to certify: profiles with blanks between them
readonly parts=${PARTS:-2}                # in how many parts, here one after the other
readonly max_wait=${MAX_WAIT:-1d}         # leaves out every case that waits longer
readonly waivers=${WAIVERS:-}             # a list of known failures, if there is one
readonly key=${KEY:-}                     # the Ed25519 key to sign with; without it nothing is signed
readonly last=${LAST:-}                   # the bundle of the last release; without it nothing is compared
readonly out=${OUT:-certificate}          # where bundle, signature and reports go

main() {
  local part
  mkdir -p "$out"
  rm -f "$out"/part-*.json
  for ((part = 1; part <= parts; part++)); do check "$part"; done
  merge
  if [[ -n $last ]]; then compare; fi
  if ((!code)); then echo 'certified'; fi
  exit "$code"
}

# A part decides nothing but whether it is worth going on: waivers are laid over the whole.
check() {
  local profile options=(--partition "$1/$parts" --max-wait "$max_wait" --evidence "$out/part-$1.json")
  for profile in $profiles; do options+=(--profile "$profile"); done
  code=0
  standin check -q --target "$target" "${options[@]}" || code=$?
  case $code in
    0 | 1 | 5 | 6) ;; # it was played, and there is evidence
    4) ;;             # no case falls into this part, and there is none
    *) meaning; exit "$code" ;;
  esac
}

merge() {
  local options=(--evidence "$out/evidence.json" --report "junit=$out/junit.xml" --report "html=$out/report.html")
  if [[ -n $waivers ]]; then options+=(--waivers "$waivers"); fi
  if [[ -n $key ]]; then options+=(--sign "$key"); fi
  code=0
  standin report merge -q "$out"/part-*.json --target "$target" "${options[@]}" || code=$?
  meaning
  case $code in 0 | 1 | 5 | 6) ;; *) exit "$code" ;; esac
}

# What failed before is no news to the gate, so the run's own code goes before its.
compare() {
  local gate=0
  standin gate "$out/evidence.json" --against "$last" || gate=$?
  if ((!code)); then code=$gate; fi
}

meaning() {
  case $code in
    0) ;;
    1) echo 'something does not hold: mend it, or waive it for a while' ;;
    2) echo 'a file or an option is wrong: this says nothing about the server' ;;
    3) echo 'the server could not be reached: this says nothing about it, so look at the environment and run again' ;;
    4) echo 'nothing was selected: look at PROFILES' ;;
    5) echo 'incomplete: nothing failed, and something could not be checked; --dry-run names it. This is no pass' ;;
    6) echo 'a waiver is stale: renew it or take it away' ;;
    130) echo 'interrupted' ;;
    *) echo "standin broke, with exit code $code: this says nothing about the server" ;;
  esac
}

main
