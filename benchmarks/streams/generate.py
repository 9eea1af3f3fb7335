"""Large stream configurations."""

from __future__ import annotations

from pathlib import Path


def write_workspace(folder: Path, streams: int, regexes: int) -> Path:
    """A workspace with so many streams and regexes; the path of its `evtool.yaml`."""
    (folder / "evtool.yaml").write_text("version: 1\nstreams: {files: [streams.yaml]}\n")
    (folder / "streams.yaml").write_text("\n".join(_lines(streams, regexes)) + "\n")
    return folder / "evtool.yaml"


def name(number: int) -> str:
    """The name of a stream."""
    return f"shop.area{number % 97}.stream_{number}"


def _lines(streams: int, regexes: int) -> list[str]:
    lines = [
        "defaults:",
        "  topic_prefixes: [dc1., dc2.]",
        "  canary_events_enabled: true",
        "  consumers: {lake: {enabled: true, job_name: default}}",
        "streams:",
    ]
    for number in range(streams):
        lines += [
            f"  {name(number)}:",
            f"    schema_title: shop/area{number % 97}/s{number % 500}",
            "    destination_event_service: main",
            "    message_key_fields: {page_id: page.page_id}",
            f"    consumers: {{lake: {{job_name: job{number % 7}}}}}",
        ]
    for number in range(regexes):
        lines += [f"  /^job\\.queue{number}\\..+$/:", "    schema_title: shop/job"]
    return lines
