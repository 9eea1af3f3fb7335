"""`sarif`: a SARIF 2.1.0 log, as code scanning services read it.

Source: the OASIS standard "Static Analysis Results Interchange Format 2.1.0", and
GitHub's documentation of what it uses of it (rules with help, relative paths, a region
for each result).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evtool import __version__
from evtool.finding import Finding
from evtool.report.context import Context
from evtool.report.fingerprint import fingerprints
from evtool.report.json_text import json_text
from evtool.report.result import Report
from evtool.report.sarif_fix import fixes
