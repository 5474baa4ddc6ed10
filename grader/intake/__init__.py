"""Formats from outside, read as hostile: archives and notebooks, from bytes to source text."""
