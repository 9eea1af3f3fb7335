"""What a changed schema means for others: who uses it, and which real events it refuses."""

from evtool.impact.events import Recorded, Refusal, Tally, read_recorded, revalidate
from evtool.impact.users import User, users_of

__all__ = ["Recorded", "Refusal", "Tally", "User", "read_recorded", "revalidate", "users_of"]
