#!/usr/bin/env bash
# Score the intake on the conformance cases, and send it the load of the checks for a while.
# Usage: intake_service.sh FOLDER EVTOOL, with the folder of the recorded data and checks.
set -euo pipefail
shared=$(realpath "$1")
evtool=$2
checks=$shared/checks/intake
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

for name in primary secondary; do
    mkdir -p "$work/$name"
    tar -xzf "$shared/data/wikimedia/$name.tar.gz" -C "$work/$name"
done
cat >"$work/evtool.yaml" <<EOF
version: 1
repositories:
  - {name: one, role: primary, path: "$checks/fixture/schemas"}
  - {name: two, role: primary, path: "$checks/fixture/schemas2"}
  - {name: primary, role: primary, path: primary/jsonschema}
  - {name: secondary, role: secondary, path: secondary/jsonschema}
streams: {files: ["$checks/fixture/stream-config.yaml"]}
log: file:out.jsonl
intake:
  port: 0
  admin_port: 0
  error_stream: evtest.error
  test_events:
    - {\$schema: /evtest/basic/1.0.0, meta: {stream: evtest.basic}, name: test}
EOF
"$evtool" -C "$work" intake run 2>"$work/log" &
server=$!
url=
for _ in $(seq 300); do
    url=$(sed -n 's|^taking events at \(http://[^ ]*\)/v1/events.*|\1|p' "$work/log")
    if [ -n "$url" ] && grep -q service.ready "$work/log"; then break; fi
    sleep 0.1
done
[ -n "$url" ] || { cat "$work/log"; exit 1; }
if ! timeout 600 python3 "$checks/conformance.py" --url "$url" --output "$work/out.jsonl" \
    >"$work/cases"; then
    grep -v '^ok' "$work/cases" | head -n 30
    exit 1
fi
tail -n 1 "$work/cases"
kill "$server"
wait "$server"
server=
