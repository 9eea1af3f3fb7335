"""What git's words about a remote mean, on values."""

from __future__ import annotations

import pytest

from evtool.git.failures import anonymous, remote_failure

# What git 2.39 and its helpers print, and what the user is told.
SAID = [
    ("fatal: unable to access 'https://x.invalid/': Could not resolve host: x.invalid", "reached"),
    ("ssh: connect to host x port 22: Connection timed out\nfatal: Could not read", "reached"),
    ("fatal: could not read Username for 'https://x': terminal prompts disabled", "refuses"),
    ("remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://x/'", "refuses"),
    ("git@x: Permission denied (publickey).\nfatal: Could not read from remote", "refuses"),
    ("Host key verification failed.\nfatal: Could not read from remote repository.", "SSH key"),
    ("remote: Repository not found.\nfatal: repository 'https://x/' not found", "no repository"),
    ("fatal: '/x' does not appear to be a git repository", "no repository"),
    ("fatal: couldn't find remote ref v9", "no such branch"),
    ("fatal: write error: No space left on device", "disk is full"),
    ("fatal: something new", "something new"),
    ("", "without saying why"),
]


@pytest.mark.parametrize(("errors", "sentence"), SAID)
def test_each_failure_has_its_sentence(errors: str, sentence: str) -> None:
    """The sentence names the task first and keeps git's own words."""
    error = remote_failure("cannot clone x", errors)
    assert error.message.startswith("cannot clone x: ")
    assert sentence in error.message


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://me:token@example.org/a@b", "https://example.org/a@b"),
        ("ssh://git@example.org/x", "ssh://example.org/x"),
        ("git@example.org:x", "git@example.org:x"),
        ("/a/folder", "/a/folder"),
    ],
)
def test_addresses_are_shown_without_secrets(url: str, shown: str) -> None:
    """A token in an address stays out of messages and logs."""
    assert anonymous(url) == shown


def test_git_repeating_the_address_gives_nothing_away() -> None:
    """Git prints the address again, with all that is in it."""
    error = remote_failure("cannot fetch", "fatal: repository 'https://me:pw@x/' not found")
    assert "pw" not in str(error)
