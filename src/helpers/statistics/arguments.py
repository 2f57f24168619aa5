"""Hides how counts, populations and confidences that cannot be are refused."""

import numpy as np
from numpy.typing import ArrayLike


def require(allowed: ArrayLike, name: str, value: ArrayLike, wanted: str) -> None:
    """Raise ValueError with the argument's name and the first value that is not allowed."""
    allowed, value = np.broadcast_arrays(allowed, value)
    if not allowed.all():
        raise ValueError(f"{name} must be {wanted}, not {value[~allowed].flat[0]}")


def whole_count(name: str, value: ArrayLike) -> np.ndarray:
    """Return counts as floats; missing, negative and fractional ones raise ValueError."""
    count = np.asarray(value, dtype=float)
    allowed = np.isfinite(count) & (count >= 0) & (count == np.floor(count))
    require(allowed, name, count, "a whole number of 0 or more")
    return count


def positive(name: str, value: ArrayLike) -> np.ndarray:
    """Return finite numbers above 0 as floats; anything else raises ValueError."""
    number = np.asarray(value, dtype=float)
    require(np.isfinite(number) & (number > 0), name, number, "above 0")
    return number


def finite(name: str, value: ArrayLike) -> np.ndarray:
    """Return finite numbers as floats; missing and infinite ones raise ValueError."""
    number = np.asarray(value, dtype=float)
    require(np.isfinite(number), name, number, "a finite number")
    return number


def fraction_between(name: str, value: ArrayLike) -> np.ndarray:
    """Return numbers from 0 to 1 inclusive as floats; anything else raises ValueError."""
    number = np.asarray(value, dtype=float)
    require((number >= 0) & (number <= 1), name, number, "from 0 to 1")
    return number


def tail_of(confidence: float) -> float:
    """Return the probability left out at each end: 0.025 for a confidence of 0.95."""
    require(0 < confidence < 1, "confidence", confidence, "between 0 and 1, both excluded")
    return (1 - confidence) / 2


def same_length(fewest: int, **series: ArrayLike) -> list[np.ndarray]:
    """Return the series broadcast, if their last axes have one length of `fewest` or more."""
    arrays = {name: np.atleast_1d(given) for name, given in series.items()}
    first = next(iter(arrays))
    length = arrays[first].shape[-1]
    if length < fewest:
        raise ValueError(f"{first} must have {fewest} or more entries, not {length}")
    for name, array in arrays.items():
        if array.shape[-1] != length:
            raise ValueError(
                f"{name} must have {length} entries, as {first} has, not {array.shape[-1]}"
            )
    return list(np.broadcast_arrays(*arrays.values()))


def plain(number: np.ndarray) -> float | np.ndarray:
    """Return a float for a single number and the array for many."""
    return number.item() if np.ndim(number) == 0 else number
