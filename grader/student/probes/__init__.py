"""Functions of ours that run beside the student's code because they must.

What they say is a claim of the student's process: it may have patched everything that they call.
"""
