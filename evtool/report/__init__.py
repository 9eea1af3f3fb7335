"""Reports: what a check found, as text for people, scripts and services; a file a format."""

from __future__ import annotations

from evtool.report.context import Context, Render, Role, Source, Style, plain
from evtool.report.formats import BUILT_IN, Loader, renderer, reports
from evtool.report.result import Report, RuleDoc
from evtool.report.summary import summary

__all__ = [
    "BUILT_IN",
    "Context",
    "Loader",
    "Render",
    "Report",
    "Role",
    "RuleDoc",
    "Source",
    "Style",
    "plain",
    "renderer",
    "reports",
    "summary",
]
