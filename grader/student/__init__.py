"""The untrusted side: runs in the student's process, next to the student's code.

A copy of this folder and of `bridge/` is all of the grader that the process can see. Nothing here
decides anything; whatever it says is a claim.
"""
