"""Specimens: models, data sets and loaders of ours that a check hands to the student's code.

Each is built here from a recipe of plain data, and stays here; the check holds a handle.
"""
