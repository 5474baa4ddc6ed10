"""Marks and feedback for other systems, out of a gradebook that is only read.

`entries` reads what counts; each format is a module of its own. What no mark can be said of is left
empty and told, and so is everybody who stands on one side only: nothing is dropped in silence.
"""
