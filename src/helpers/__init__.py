"""Helpers behind the notebooks of "Race disparity in focus, rebuilt"."""
