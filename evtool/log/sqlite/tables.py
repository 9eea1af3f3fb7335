"""The tables of a log file, and the marks by which it is known as one.

Of 16 batches of a partition one is in an index. An index of all would cost more than the
batches themselves: each append would write one page of it for each partition that it
touches. So each batch knows the one before it, each partition its last one, and a reader
walks back from the next batch that the index has.
"""

from __future__ import annotations

APPLICATION_ID = 0x45765467
"""In the head of the file, so that `file` and we know what it is: "EvTg"."""

VERSION = 1
"""The format below; a file of a newer one is left alone."""

BEFORE_TABLES = ("PRAGMA page_size = 4096", "PRAGMA auto_vacuum = INCREMENTAL")
"""What can only be said while a file is empty."""

TABLES = (
    """
    CREATE TABLE places (
        id INTEGER PRIMARY KEY,
        topic TEXT NOT NULL,
        partition INTEGER NOT NULL,
        floor INTEGER NOT NULL DEFAULT 0,    -- its first offset: all before was removed
        next INTEGER NOT NULL DEFAULT 0,     -- the offset to come
        last INTEGER NOT NULL DEFAULT 0,     -- the id of its last batch
        batches INTEGER NOT NULL DEFAULT 0,  -- ever appended
        peak INTEGER NOT NULL DEFAULT -9223372036854775808,  -- the latest timestamp so far
        bytes INTEGER NOT NULL DEFAULT 0,    -- of payload, ever appended
        gone INTEGER NOT NULL DEFAULT 0,     -- of payload, removed
        UNIQUE (topic, partition)
    )
    """,
    """
    CREATE TABLE batches (
        id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never comes again: readers count on it
        place INTEGER NOT NULL REFERENCES places (id),
        first INTEGER NOT NULL,     -- the offset of its first record
        count INTEGER NOT NULL,
        turn INTEGER NOT NULL,      -- counts the batches of the place
        previous INTEGER NOT NULL,  -- the batch before it in the place; 0: none
        peak INTEGER NOT NULL,      -- the latest timestamp up to its end, in milliseconds
        until INTEGER NOT NULL,     -- bytes appended to the place up to its end
        stored INTEGER NOT NULL,    -- when, in milliseconds
        sizes BLOB NOT NULL,        -- of the values
        times BLOB NOT NULL,
        extras BLOB,                -- keys and headers
        payload BLOB NOT NULL       -- the values, one a line
    )
    """,
    """
    CREATE UNIQUE INDEX chunks_of_place ON batches (place, first, peak)
    WHERE turn % 16 = 0
    """,
    """
    CREATE TRIGGER end_of_place AFTER INSERT ON batches BEGIN
        UPDATE places SET next = NEW.first + NEW.count, last = NEW.id, batches = NEW.turn + 1,
            peak = NEW.peak, bytes = NEW.until WHERE id = NEW.place;
    END
    """,
    """
    CREATE TRIGGER floor_of_place AFTER DELETE ON batches BEGIN
        UPDATE places SET floor = max(floor, OLD.first + OLD.count),
            gone = max(gone, OLD.until) WHERE id = OLD.place;
    END
    """,
    """
    CREATE TABLE committed (
        consumers TEXT NOT NULL,  -- the name of the group
        place INTEGER NOT NULL REFERENCES places (id),
        next INTEGER NOT NULL,
        PRIMARY KEY (consumers, place)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE members (
        consumers TEXT NOT NULL,
        name TEXT NOT NULL,
        topics TEXT NOT NULL,     -- what it asks for, as JSON
        beat INTEGER NOT NULL,    -- grows while it lives
        PRIMARY KEY (consumers, name)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE leases (
        consumers TEXT NOT NULL,
        place INTEGER NOT NULL REFERENCES places (id),
        member TEXT NOT NULL,
        PRIMARY KEY (consumers, place)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE changes (
        consumers TEXT PRIMARY KEY,
        number INTEGER NOT NULL   -- grows with each change that members should see
    ) WITHOUT ROWID
    """,
)
