"""How the entries of one batch stand in a row: four columns, made and read in bulk.

* `sizes`: the lengths of the values, as 32-bit numbers
* `times`: the timestamps, as 64-bit numbers
* `extras`: keys and headers; NULL, here empty, where no entry of the batch has any
* `payload`: the values, with a newline between them, so that every tool reads JSON lines

Numbers are little-endian. `extras` is: the lengths of the keys (-1: no key) and the
numbers of headers, one each an entry; the lengths of each header's name and value; then
all keys, names and values.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence
from itertools import accumulate, chain
from struct import Struct
from typing import NamedTuple

from evtool.log.record import Headers

_NO_KEY = -1
_SIZE, _TIME = Struct("<I"), Struct("<q")


class Batch(NamedTuple):
    """The columns of one row that hold its entries."""

    sizes: bytes
    times: bytes
    extras: bytes
    payload: bytes


def pack_one(value: bytes, time: int) -> Batch:
    """The columns for one entry without key and headers, as most are in a quiet log.

    Raises:
        struct.error: As with `pack`.
    """
    return Batch(_SIZE.pack(len(value)), _TIME.pack(time), b"", value)


def pack(
    values: Sequence[bytes],
    times: Sequence[int],
    keys: Sequence[bytes | None],
    headers: Sequence[Headers],
) -> Batch:
    """The columns for these entries.

    Raises:
        OverflowError: A timestamp does not fit into 64 bits, or a value into 4 GB.
    """
    bare = keys.count(None) == len(keys) and not any(headers)
    return Batch(
        _numbers("I", array("I", map(len, values))),
        _numbers("q", array("q", times)),
        b"" if bare else _pack_extras(keys, headers),
        b"\n".join(values),
    )


def unpack_values(batch: Batch, start: int = 0) -> list[bytes]:
    """The values of a batch, from its entry `start` on."""
    sizes = _read("I", batch.sizes)
    payload = batch.payload
    ends = accumulate(sizes, lambda end, size: end + 1 + size)
    spans = list(zip(sizes, ends, strict=True))[start:]
    return [payload[end - size : end] for size, end in spans]


def unpack_times(batch: Batch) -> Sequence[int]:
    """The timestamps of a batch."""
    return _read("q", batch.times)


def unpack_extras(batch: Batch) -> tuple[Sequence[bytes | None], Sequence[Headers]]:
    """The keys and the headers of a batch."""
    count = len(batch.sizes) // 4
    if not batch.extras:
        return [None] * count, [()] * count
    sizes = _read("i", batch.extras[: 8 * count])
    key_sizes, header_counts = sizes[:count], sizes[count:]
    at = 8 * count + 8 * sum(header_counts)
    pair_sizes = iter(_read("i", batch.extras[8 * count : at]))
    keys: list[bytes | None] = []
    for size in key_sizes:
        keys.append(None if size == _NO_KEY else batch.extras[at : at + size])
        at += max(size, 0)
    headers: list[Headers] = []
    for number in header_counts:
        pairs = []
        for _ in range(number):
            name, value = at + next(pair_sizes), next(pair_sizes)
            pairs.append(
                (
                    batch.extras[at:name].decode(errors="surrogatepass"),
                    batch.extras[name : name + value],
                )
            )
            at = name + value
        headers.append(tuple(pairs))
    return keys, headers


def _pack_extras(keys: Sequence[bytes | None], headers: Sequence[Headers]) -> bytes:
    key_sizes = (_NO_KEY if key is None else len(key) for key in keys)
    parts = [
        piece
        for pairs in headers
        for name, value in pairs
        for piece in (name.encode(errors="surrogatepass"), value)
    ]
    numbers = array("i", chain(key_sizes, map(len, headers), map(len, parts)))
    return b"".join((_numbers("i", numbers), *filter(None, keys), *parts))


def _numbers(_kind: str, numbers: array[int]) -> bytes:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _read(kind: str, content: bytes) -> array[int]:
    numbers = array(kind, content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
