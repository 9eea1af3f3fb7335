"""What PostgreSQL says to a source, as errors of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from evtool.connectors.failure import TargetFailure
from evtool.connectors.sources.capture.progress import ANEW
from evtool.errors import ConfigurationError

_RIGHTS = (
    "the user needs REPLICATION (or is a superuser), and SELECT on the tables; to make the"
    " publication it owns the tables"
)


@contextmanager
def told(slot: str) -> Iterator[None]:
    """Turn errors of the library into a sentence.

    Raises:
        TargetFailure: The server is away, refuses the password, or the slot is in use.
        ConfigurationError: A right, a table or the slot is missing, or the slot is lost.
    """
    try:
        yield
    except errors.ObjectInUse as error:
        raise TargetFailure(
            f"the slot {slot} is in use: {said(error)}", hint="one connector a slot"
        ) from error
    except errors.InsufficientPrivilege as error:
        raise ConfigurationError(
            f"PostgreSQL does not allow it: {said(error)}", hint=_RIGHTS
        ) from error
    except (errors.UndefinedTable, errors.UndefinedColumn) as error:
        raise ConfigurationError(
            f"PostgreSQL does not know it: {said(error)}", hint="check `tables`"
        ) from error
    except (errors.ObjectNotInPrerequisiteState, errors.UndefinedObject) as error:
        raise ConfigurationError(
            f"the slot {slot} cannot be read: {said(error)}", hint=ANEW
        ) from error
    except psycopg.Error as error:
        raise TargetFailure(
            f"PostgreSQL cannot be reached: {said(error)}",
            hint="check host, port, user and password in `dsn`, and that the server runs",
        ) from error


def said(error: BaseException) -> str:
    """The first line of what the server says."""
    return str(error).strip().partition("\n")[0]
