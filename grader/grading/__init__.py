"""From exercise and submission to report."""
