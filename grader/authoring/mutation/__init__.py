"""Mechanical mutants of a reference: one small change each, made on the syntax tree."""
