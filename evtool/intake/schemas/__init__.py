"""The schemas that the intake validates with: found, checked, compiled, and remembered."""
