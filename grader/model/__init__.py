"""The domain's frozen types: exercise, submission, outcome, report. They compute, never act."""
