"""Places in the binary log: GTIDs, or file and offset; and what sorts as they do."""

from __future__ import annotations

from typing import Any

from pymysqlreplication.gtid import Gtid, GtidSet

from evtool.connectors.sources.capture.progress import ANEW
from evtool.errors import ConfigurationError


class Place:
    """A place of the binary log that moves on, transaction by transaction."""

    def __init__(self, log: Any, *, mariadb: bool) -> None:
        """Begin at a saved place.

        Raises:
            ConfigurationError: It is none.
        """
        self._mariadb = mariadb
        self.file, self.offset = "", 0
        self.gtid: str | None = None
        try:
            if "gtid" in log:
                self.gtid = str(log["gtid"])
                self._domains = _domains(self.gtid) if mariadb else {}
                self._set = None if mariadb else GtidSet(self.gtid)
            else:
                self.file, self.offset = str(log["file"]), int(log["offset"])
        except (KeyError, TypeError, ValueError) as error:
            raise ConfigurationError(
                f"the saved position is no place of a binary log: {log!r}", hint=ANEW
            ) from error

    def add(self, gtid: str | None, file: str, offset: int) -> None:
        """The transaction that ends at an offset is read."""
        self.file, self.offset = file, offset
        if self.gtid is None or gtid is None:
            return
        if self._mariadb:
            self._domains[gtid.partition("-")[0]] = gtid
        elif self._set is not None:
            self._set.merge_gtid(Gtid(gtid))

    def json(self) -> dict[str, Any]:
        """What is saved."""
        if self.gtid is None:
            return {"file": self.file, "offset": self.offset}
        if self._mariadb:
            return {"gtid": ",".join(self._domains[one] for one in sorted(self._domains, key=int))}
        return {"gtid": str(self._set)}

    def first_sequence(self) -> str:
        """What sorts before everything that comes after it."""
        if self.gtid is None or not self._mariadb:
            return sequence(None, self.file, self.offset, 0)
        numbers = [int(one.rpartition("-")[2]) for one in self._domains.values()]
        return sequence(f"0-0-{min(numbers, default=0)}", "", 0, 0)


def _domains(gtids: str) -> dict[str, str]:
    """The last GTID of each domain of a MariaDB."""
    found = {one.partition("-")[0]: one for one in gtids.replace(" ", "").split(",") if one}
    for domain, one in found.items():
        _, server, number = one.split("-")
        int(domain), int(server), int(number)
    return found


def sequence(gtid: str | None, file: str, offset: int, row: int) -> str:
    """A text that sorts as the changes: by number of the transaction or file, offset and row.

    The numbers of a MariaDB's transactions go on after a failover; those of files do not.
    """
    mariadb = gtid is not None and ":" not in gtid
    number = gtid.rpartition("-")[2] if gtid is not None and mariadb else _number(file)
    return f"{int(number):016}-{0 if mariadb else offset:012}-{row:08}"


def _number(file: str) -> str:
    """The number of a file such as `binlog.000042`."""
    number = file.rpartition(".")[2]
    return number if number.isdecimal() else "0"
