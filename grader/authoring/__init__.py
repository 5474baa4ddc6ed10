"""What an instructor does to exercises: prove them, make stubs, begin new ones."""
