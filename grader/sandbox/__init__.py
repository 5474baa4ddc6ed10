"""The trusted side's hold on the student's process: start, limit, speak, kill."""
