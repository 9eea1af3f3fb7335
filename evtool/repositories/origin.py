"""Where a repository is cloned from: the address that git gets, and the one that is shown."""

from __future__ import annotations

import re
from pathlib import Path

from evtool.repository_entry import normal
from evtool.schema.repository import Repository

_USER = re.compile(r"(?<=://)[^/\s]*@")
_OF_A_HOST = re.compile(r"[^/]+:")


def shown_url(url: str) -> str:
    """An address without the user and the password that may stand in it."""
    return _USER.sub("", url)


def clone_url(repository: Repository, root: Path) -> str:
    """The address that git clones; a folder is seen from `root`, the folder of `evtool.yaml`.

    As git reads them, `host:path` is an address and `./a:b` a folder.
    """
    url = repository.url or ""
    if "://" in url or _OF_A_HOST.match(url):
        return url
    return str(normal(root, url))
