"""Schemas as tables: one tree of types, from which every store's columns are made."""
