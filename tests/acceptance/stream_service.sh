#!/usr/bin/env bash
# Score the stream configuration service on recorded answers: both profiles, on free ports.
# Usage: stream_service.sh FOLDER EVTOOL, with the folder of the recorded data and checks.
set -euo pipefail
shared=$(realpath "$1")
evtool=$2
work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

failed=0
for profile in wmf mini; do
    file=$shared/data/streams/wmf-event-streams.yaml
    [ "$profile" = mini ] && file=$shared/data/streams/mini-config.json
    mkdir -p "$work/$profile"
    printf 'version: 1\nstreams: {files: ["%s"], merge_lists: by-index}\n' "$file" \
        >"$work/$profile/evtool.yaml"
    port=$(free_port)
    "$evtool" -C "$work/$profile" streams serve --port "$port" >"$work/$profile.log" 2>&1 &
    servers+=($!)
    for _ in $(seq 100); do
        if python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/healthz')" \
            2>/dev/null; then break; fi
        sleep 0.1
    done
    python3 "$shared/checks/streams/conformance.py" --base "http://127.0.0.1:$port/w/api.php" \
        --profile "$profile" --strict-order | tail -n 1 || failed=1
done
exit $failed
