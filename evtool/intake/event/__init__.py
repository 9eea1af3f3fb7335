"""One event on its way through the intake: pure steps over plain JSON values."""
