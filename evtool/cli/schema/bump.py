"""`evtool schema bump`: the least legal next version, written into the source."""

from __future__ import annotations

from dataclasses import dataclass

import click

from evtool.cli.base import Command, Invocation, pass_invocation
from evtool.cli.console import say, style, talk
from evtool.cli.schema.material import Material
from evtool.cli.schema.subject import complete_title, schema_named
from evtool.errors import EvtoolError, Place
from evtool.files import write_whole
from evtool.schema.bump import ChangeKind, Classification, classify
from evtool.schema.catalog import SchemaFile
from evtool.schema.renumber import renumbered
from evtool.schema.version import Label, SchemaReference, Version


@dataclass(frozen=True)
class Proposal:
    """What a source should be numbered, and why."""

    source: SchemaFile
    released: Version | None
    claimed: Version
    wanted: Version
    why: Classification


@click.command(cls=Command)
@click.argument(
    "schemas", nargs=-1, required=True, metavar="TITLE...", shell_complete=complete_title
)
@click.option("-n", "--dry-run", is_flag=True, help="Say the version; write nothing.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a source needs a bump.")
@click.option(
    "--as", "least", type=click.Choice(["patch", "minor", "major"]),
    help="Bump at least this far, whatever the change asks for.",
)  # fmt: skip
@pass_invocation
def bump(
    run: Invocation, /, schemas: tuple[str, ...], dry_run: bool, check: bool, least: str | None
) -> int:
    """Give a source the least version that its changes ask for.

    The source is compared with the latest version: documentation asks for a patch, new
    optional fields for a minor, everything that breaks for a major version. Its `$id` is
    rewritten in place, and so are examples that name it; comments stay.

    \b
    Examples:
      evtool schema bump page/change
      evtool schema bump page/change --dry-run
      evtool schema bump page/change --as minor
    """
    material = Material.of(run)
    needed = 0
    for text in schemas:
        proposal = propose(material, schema_named(run, text), least)
        _tell(proposal, verbose=run.verbosity > 0 or dry_run)
        if proposal.wanted > proposal.claimed:
            needed += 1
            if not (dry_run or check):
                _write(proposal)
    return 1 if check and needed else 0


def propose(material: Material, reference: SchemaReference, least: str | None) -> Proposal:
    """The version that a source should have.

    Raises:
        EvtoolError: It has no source, or cannot be dereferenced.
    """
    source = material.catalog.find(SchemaReference(reference.title, Label.CURRENT))
    claimed = source.source.version
    entry = source.entry
    if entry.latest is None:
        return Proposal(source, None, claimed, claimed, Classification(()))
    old = material.whole(material.catalog.read(entry, entry.latest))
    why = classify(_comparable(old), _comparable(material.whole(source)))
    kind = max(why.kind, ChangeKind[least.upper()] if least else ChangeKind.NONE)
    wanted = max(claimed, _next(entry.latest, kind))
    return Proposal(source, entry.latest, claimed, wanted, why)


def _next(version: Version, kind: ChangeKind) -> Version:
    steps = {
        ChangeKind.NONE: version,
        ChangeKind.PATCH: version.next_patch(),
        ChangeKind.MINOR: version.next_minor(),
        ChangeKind.MAJOR: version.next_major(),
    }
    return steps[kind]


def _comparable(schema: object) -> object:
    """The schema without what differs by being another version: the `$id` and examples."""
    if not isinstance(schema, dict):
        return schema
    return {key: value for key, value in schema.items() if key not in ("$id", "examples")}


def _tell(proposal: Proposal, *, verbose: bool) -> None:
    title = proposal.source.entry.title
    if proposal.released is None:
        say(f"{title} {proposal.claimed}: not released yet, so no other version is needed")
    elif proposal.wanted > proposal.claimed:
        kind = proposal.why.kind or (
            "as asked" if proposal.wanted > proposal.released else "unchanged since then"
        )
        arrow = style(f"{proposal.claimed} -> {proposal.wanted}", bold=True)
        say(f"{title} {arrow} ({kind})")
    elif proposal.why.kind is ChangeKind.NONE:
        say(f"{title} {proposal.claimed}: nothing changed since {proposal.released}")
    else:
        say(f"{title} {proposal.claimed}: enough for a {proposal.why.kind} change")
    for reason in proposal.why.reasons if verbose else proposal.why.reasons[:5]:
        say(f"  {reason.kind}: {reason.path or 'the schema'}: {reason.sentence}")


def _write(proposal: Proposal) -> None:
    file = proposal.source
    document = file.document
    text = renumbered(document, proposal.wanted)
    if text is None:
        raise EvtoolError(
            "the $id is not written where it can be changed",
            hint=f"write `$id: /{file.entry.title}/{proposal.wanted}` by hand",
            place=Place(document.path),
        )
    write_whole(document.path, text.encode())
    talk(f"wrote {document.path.name}; `evtool schema materialize --modified` writes the version")
