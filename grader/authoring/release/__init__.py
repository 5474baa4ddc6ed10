"""What an instructor hands out, and keeps: the students' bundle and the grading side."""
