"""Names the misconception behind a failed check: the mistake that shows the same wrong values."""
