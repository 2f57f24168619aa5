"""Extracts of single records: opened, checked and counted, and never handed on as records."""
