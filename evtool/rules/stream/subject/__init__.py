"""What stream rules look at: one stream as it is in effect, and all streams together."""

from evtool.rules.stream.subject.all_streams import CheckedStreams
from evtool.rules.stream.subject.problem import StreamProblem
from evtool.rules.stream.subject.stream import CheckedStream

__all__ = ["CheckedStream", "CheckedStreams", "StreamProblem"]
