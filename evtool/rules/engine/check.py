"""The whole check: repositories, folders, versions, pairs, releases, the workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evtool.finding import Finding, in_order
from evtool.rules.engine.bases import NO_BASE, Bases
from evtool.rules.engine.fragments import Fragments
from evtool.rules.engine.outcome import Outcome, Request
from evtool.rules.engine.pairs import pairs
from evtool.rules.engine.reading import FolderContent, read_folder
from evtool.rules.engine.run import Run
from evtool.rules.engine.scope import Selection, open_scope, schema_ids
from evtool.rules.engine.share import Share
from evtool.rules.engine.spread import processes_for, spread
from evtool.rules.policy.exceptions import exemptions
from evtool.rules.policy.policy import Policy
from evtool.rules.registry import rules
from evtool.rules.rule import Rule
from evtool.rules.subject.checked_workspace import CheckedWorkspace, Claim
from evtool.rules.subject.released import Base, Released
from evtool.rules.subject.schema_folder import SchemaFolder
from evtool.schema.repository import Repository


def check(request: Request) -> Outcome:
    """Check the schemas of a workspace.

    Raises:
        EvtoolError: What keeps from checking: a missing folder or ref, an address that does
            not answer. Whatever is wrong in the schemas is a finding.
    """
    return _Check(request).outcome()


class _Check:
    """One check, from the listing of the files to the findings in order."""

    def __init__(self, request: Request) -> None:
        self.request = request
        workspace, settings = request.workspace, request.settings
        self.selection = Selection.of(workspace, request.paths)
        self.scope = open_scope(workspace, request.files, self.selection)
        self.ids = schema_ids(self.scope)
        self.policy = Policy(
            settings,
            request.today,
            request.select,
            request.ignore,
            exemptions(workspace, settings, self.ids),
            request.baseline,
        )
        active = _active(self.policy, request)
        self.run = Run(active, self.policy, workspace.root, Fragments(active.values()))
        self.claims: dict[str, list[Claim]] = {}
        self.files: list[Path] = []

    def outcome(self) -> Outcome:
        """Check one repository after the other, then the workspace as a whole."""
        repositories = self.scope.repositories
        of = Bases(self.request.workspace.root, self.request.against).of
        bases = {name: of(repository) for name, repository in repositories.items()}
        jobs = [
            _Job(repository, folder, bases[name])
            for name, repository in repositories.items()
            for folder in self.scope.folders[name].values()
        ]
        self._do(jobs, self.request.progress(len(jobs)))
        for name, repository in repositories.items():
            self.run.repository = repository
            self._vanished(repository, self.scope.folders[name], bases[name])
        findings = [*self.run.accepted(), *self._workspace()]
        kept = set(findings)
        repairs = [one for one in self.run.repairs if one[0] in kept]
        return Outcome(in_order(findings), self.files, self.run.rules, repairs)

    def _do(self, jobs: Sequence[_Job], step: Callable[[], None]) -> None:
        """Check all folders: in several processes, if that is worth it."""
        meant = sum(self.selection.takes(job.folder) for job in jobs)
        processes = processes_for(meant)
        shares = None
        if processes > 1:
            shares = spread(len(jobs), lambda at: self._apart(jobs[at]), step, processes)
        if shares is None:
            for job in jobs:
                self._folder(job)
                step()
            return
        for share in shares:
            self._join(share)

    def _apart(self, job: _Job) -> Share:
        """What comes of one folder, in a process that gives all of it away."""
        self._folder(job)
        run, policy = self.run, self.policy
        share = Share(
            dict(run.findings),
            [*run.repairs],
            self.files,
            dict(self.claims),
            dict(policy.comments),
            [one.uses for one in policy.exemptions],
        )
        self.files = []
        for mine in (run.findings, run.repairs, self.claims, policy.comments):
            mine.clear()
        for exemption in policy.exemptions:
            exemption.uses = 0
        return share

    def _join(self, share: Share) -> None:
        """Take over what came of one folder, as if it had been checked here."""
        run, policy = self.run, self.policy
        news = {key: one for key, one in share.findings.items() if key not in run.findings}
        run.findings.update(news)
        kept = set(news.values())
        run.repairs += [one for one in share.repairs if one[0] in kept]
        self.files += share.files
        for title, claims in share.claims.items():
            self.claims.setdefault(title, []).extend(claims)
        for path, found in share.comments.items():
            policy.comments.setdefault(path, found)
        for exemption, uses in zip(policy.exemptions, share.uses, strict=True):
            exemption.uses += uses

    def _folder(self, job: _Job) -> None:
        folder, base = job.folder, job.base
        self.run.repository = job.repository
        if not self.selection.takes(folder):
            self._claim(folder, FolderContent())
            return
        if not folder.is_schema:
            self.run.apply(folder)
            return
        content = read_folder(folder, self.scope)
        self._note(folder, content)
        for file in content.files:
            self.run.apply(file)
        self.run.apply(folder)
        self.run.apply_to_versions(content.schemas)
        self.run.apply_to_pairs(pairs(content.schemas, self.request.settings.compatibility))
        self.run.apply(_released(folder, content, base))
        self._claim(folder, content)
        folder.read_files = []
        folder.source = None

    def _note(self, folder: SchemaFolder, content: FolderContent) -> None:
        names = {*content.contents, *(file.path.rpartition("/")[2] for file in content.files)}
        self.files += [folder.store.place(folder.path(name)) for name in sorted(names)]
        for file in content.files:
            self.policy.note(folder.store.place(file.path), file.content)

    def _claim(self, folder: SchemaFolder, content: FolderContent) -> None:
        """Note the title that a folder claims: of its source, of a version, else its path."""
        if not folder.is_schema:
            return
        claiming = [file for file in content.files if file.title]
        title = claiming[0].title if claiming else folder.title
        at = (folder.settings.title_field,) if claiming else ()
        claim = Claim.of(folder, claiming[0].at(at) if claiming else None)
        self.claims.setdefault(title or folder.title, []).append(claim)

    def _vanished(
        self, repository: Repository, folders: Mapping[str, SchemaFolder], base: Base | None
    ) -> None:
        """Released folders of which nothing is left."""
        for title in base.folders if base else ():
            if title not in folders and self.selection.takes_path(repository.root / title):
                gone = self.scope.empty_folder(repository, title)
                self.run.apply(Released(gone, base, {}, {}))

    def _workspace(self) -> Iterator[Finding]:
        """What concerns the workspace; what exceptions were good for is asked last."""
        self.run.repository = None
        document = self.request.workspace.document
        if document is not None:
            self.policy.note(document.path, document.text.encode())
        subject = CheckedWorkspace(
            self.request.workspace,
            self.policy,
            self.claims,
            self.ids,
            self.run.rules,
            complete=self.selection.everything,
        )
        for one in self.run.of_kind(subject):
            self.run.apply_one(one, subject)
            yield from self.run.accepted()


@dataclass(frozen=True)
class _Job:
    """A folder to check, and what its repository has released."""

    repository: Repository
    folder: SchemaFolder
    base: Base | None


def _active(policy: Policy, request: Request) -> dict[str, Rule]:
    """The rules that run; a family that has nothing to go by does not."""
    active = policy.active(rules().values())
    off = "release" if request.against == NO_BASE else ""
    return {name: one for name, one in active.items() if one.family != off}


def _released(folder: SchemaFolder, content: FolderContent, base: Base | None) -> Released:
    return Released(
        folder, base, content.contents, content.built, content.built_value, folder.source
    )
