"""Judging events as the intake would, without a service: the same steps, the same reasons."""
