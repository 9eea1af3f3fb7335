"""Git at the edge: work trees, the index, other commits, remotes.

Most of what evtool asks of git stands at the start of a command (which files are
staged, what is in the index), so it is asked of the `git` program itself, with as
few processes as can be: about 4 ms each. GitPython, which takes 70 ms to import and
passes file names through lines, is used where its objects are worth that: the
history of commits (`evtool.git.history`) and the progress of a clone or a fetch
(`evtool.git.remotes`), imported on first use. Every git process starts in
`evtool.git.program`, in the environment that `evtool.git.environment` makes.

`import evtool.git` stays cheap. It needs git 2.25 or newer.
"""

from evtool.git.discovery import no_work_tree
from evtool.git.output import Change, Entry
from evtool.git.program import GitError
from evtool.git.refs import MissingRef
from evtool.git.work_trees import WorkTrees
from evtool.git.worktree import Git

__all__ = ["Change", "Entry", "Git", "GitError", "MissingRef", "WorkTrees", "no_work_tree"]
