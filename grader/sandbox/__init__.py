"""The trusted side's hold on the student's process: starts it, limits it, speaks to it, kills it."""
