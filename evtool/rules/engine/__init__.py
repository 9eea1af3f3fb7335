"""Runs the rules over a workspace: one pass, each file read once, one folder after another."""

from evtool.rules.engine.check import check
from evtool.rules.engine.outcome import Outcome, Request

__all__ = ["Outcome", "Request", "check"]
