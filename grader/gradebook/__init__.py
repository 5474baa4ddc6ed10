"""Many submissions: a class is read, graded in parallel, and kept in a gradebook.

The gradebook is one SQLite file; `schema` documents its tables for those who bring SQL or pandas.
"""
