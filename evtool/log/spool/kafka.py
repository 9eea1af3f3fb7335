"""A Kafka log behind a spool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evtool.log.kafka import open_kafka
from evtool.log.kafka.options import Option
from evtool.log.spool.config import SpoolConfig
from evtool.log.spool.file import SpoolFile
from evtool.log.spool.log import SpooledLog

_PATIENT: Mapping[str, Option] = {
    "message.timeout.ms": 0,  # never: what was given up could arrive after what came later
    "enable.gapless.guarantee": True,  # nothing passes an entry that was refused
    "linger.ms": 1,  # batches are large already
}


def open_spooled_kafka(
    brokers: str, options: Mapping[str, Option], config: SpoolConfig, root: Path
) -> SpooledLog:
    """Open the log of a cluster with a spool before it; make it after a fork.

    Args:
        brokers: As for `open_kafka`.
        options: As for `open_kafka`; what the spool needs is not overruled by its defaults.
        config: The spool.
        root: The folder from which a relative path of the spool starts.

    Raises:
        EvtoolError: As `open_kafka` does.
    """
    path = (root / Path(config.path).expanduser()).absolute()
    target = open_kafka(brokers, {**_PATIENT, **options})
    return SpooledLog(SpoolFile(path), target, path, config)
