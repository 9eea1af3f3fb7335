"""What MySQL and MariaDB say to a replica, as errors of a source."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pymysql import err

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.capture.progress import ANEW
from evtool.errors import ConfigurationError, EvtoolError

_LOG_ERROR = 1236
_NOT_ALLOWED = frozenset({1044, 1142, 1143, 1227})
_NO_SUCH = frozenset({1049, 1054, 1146})
_RIGHTS = "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.*, and SELECT on the tables"


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn errors of the libraries into a sentence.

    Raises:
        TargetFailure: The server is away, or refuses the password.
        ConfigurationError: A right or a table is missing; the log does not reach back; a row
            cannot be read.
    """
    try:
        yield
    except (err.OperationalError, err.ProgrammingError, err.InternalError) as error:
        raise _of_server(where, error) from error
    except (err.Error, OSError) as error:
        raise _away(where, error) from error
    except EvtoolError:
        raise
    except Exception as error:  # the library raises all sorts where it does not know a column
        raise ConfigurationError(
            f"the binary log cannot be read: {type(error).__name__}: {said(error)}",
            hint="a type of column that is not supported? then leave its table out",
        ) from error


def _of_server(where: str, error: err.Error) -> EvtoolError:
    code, text = (error.args[0] if error.args else 0), said(error)
    if code == _LOG_ERROR:
        return _of_log(where, text)
    if code in _NOT_ALLOWED:
        return ConfigurationError(f"MySQL does not allow it ({where}): {text}", hint=_RIGHTS)
    if code in _NO_SUCH:
        return ConfigurationError(
            f"MySQL does not know it ({where}): {text}", hint="check `tables`"
        )
    return _away(where, error)


def _of_log(where: str, text: str) -> EvtoolError:
    """1236 is said for a log that is gone, but also where two replicas have one number."""
    if "same server" in text:
        return TargetFailure(
            f"another replica has our number ({where}): {text}",
            hint="give the connector a `replica_id` of its own",
        )
    return ConfigurationError(
        "the binary log does not reach back to the saved position, so that changes are lost "
        f"({where}): {text}",
        hint=ANEW,
    )


def _away(where: str, error: BaseException) -> TargetFailure:
    return TargetFailure(
        f"MySQL cannot be reached ({where}): {said(error)}",
        hint="check host, port, user and password, and that the server runs",
    )


def said(error: BaseException) -> str:
    """The first line of what the server or a library says."""
    return str(error.args[-1] if error.args else error).strip().partition("\n")[0]
