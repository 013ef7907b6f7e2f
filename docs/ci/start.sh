#!/usr/bin/env bash
# Starts the server that is to be checked and leaves its target file, target.yaml: `bash ci/start.sh`, which ends once the server serves.
# `kill "$(cat server.pid)"` stops it. A served Standin stands here for yours: put your own in its place, and commit its target file.
set -euo pipefail

rm -f ready.json
nohup standin serve -q --seed 1 --port "${PORT:-8080}" --control-port 0 --ready-file ready.json >server.log 2>&1 &
echo $! >server.pid
for _ in {1..100}; do
  if [[ -s ready.json ]]; then break; fi
  sleep 0.1
done
if [[ ! -s ready.json ]]; then cat server.log; exit 1; fi

umask 077
field() { jq -er ".instances.hypertrack.$1" ready.json; }
field credentials.account_id >account-id
field credentials.secret_key >secret-key
cat >target.yaml <<END
api: hypertrack
name: release candidate
instances:
  main:
    base_url: $(field base_url)
    credentials:
      account_id: {file: account-id}
      secret_key: {file: secret-key}
END
