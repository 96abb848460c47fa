"""NumPy arrays by what is in them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
"""(dimension,) or (rows, dimension); of length 1 where they are embeddings."""
Numbers = npt.NDArray[np.int64]
"""Numbers of rows, passages or tokens."""
