"""Sample events -> the first draft of their schema, with notes on what a person should decide."""

from evtool.schema.infer.envelope import CommonFragment
from evtool.schema.infer.infer import InferredSchema, infer_schema
from evtool.schema.infer.notes import Note, NoteKind
from evtool.schema.infer.observation import SampleError

__all__ = ["CommonFragment", "InferredSchema", "Note", "NoteKind", "SampleError", "infer_schema"]
