"""Reports in the formats of the platforms that courses run on: one module each, pure functions.

Each has `rendered`, for a report as it may be shown, and `nothing`, for when there is none because
of what was handed in: a missing or unreadable file. Every text is made harmless for a log.
"""
