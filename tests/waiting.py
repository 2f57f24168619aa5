"""Waiting for what other processes do."""

from __future__ import annotations

import time
from collections.abc import Callable

import psutil

SETTLED = 60.0


def alive(process: psutil.Process) -> bool:
    """Whether a process still runs."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def until(found: Callable[[], object]) -> object:
    """Wait until something is found, or for as long as it may take; what it is."""
    end = time.monotonic() + SETTLED
    while not (what := found()) and time.monotonic() < end:
        time.sleep(0.1)
    return what
