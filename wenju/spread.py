"""Embedding spread over machines: the passages of a build go in pieces to the workers of a Dask cluster.

In: passages as they are read. Out: their vectors, as the encoder here would make them. Every worker has wenju and the
model of its own; one with another version or model is an error, because its vectors could not be compared. A worker
that dies loses nothing: Dask gives its pieces to the others, and a piece has one result, whoever made it. What is done
is written down by the caller, as in any build. The only file that knows Dask.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from threading import Lock
from types import TracebackType
from typing import Any

import numpy as np

from wenju._version import __version__
from wenju.arrays import Vectors
from wenju.encoder import Encoder, Progress, SentenceEncoder
from wenju.errors import ConfigError, EncoderError
from wenju.records import Reading

# Passages in a piece: some seconds of one core, so that a worker that dies costs no more.
PIECE = 64
# So many pieces for each thread of the cluster are under way at once: nobody waits for the next.
AHEAD = 4
# A piece whose worker died is tried so often; one that kills every worker must end.
TRIES = 3
CONNECT_SECONDS = 20

Make = Callable[[], Encoder]


class SpreadEncoder:
    """The encoder here, with passages embedded by a cluster. Close it, or use it in a `with` statement."""

    def __init__(self, encoder: Encoder, address: str, make: Make | None = None) -> None:
        """Connect to the scheduler at `address`; `make` makes the encoder on a worker.

        Raises `ConfigError` where distributed is not installed, `EncoderError` where nobody is there to work.
        """
        self._here, self._make = encoder, make or partial(SentenceEncoder, encoder.name)
        self.name, self.dimension, self.token_limit = encoder.name, encoder.dimension, encoder.token_limit
        self._client = _connected(address)
        threads = sum(self._client.nthreads().values())
        if not threads:
            self.close()
            raise EncoderError(f"--dask {address}: the cluster has no worker; start some with: dask worker {address}")
        self.together = PIECE * AHEAD * threads

    def __enter__(self) -> SpreadEncoder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster."""
        self._client.close()

    def identity(self) -> str:
        """That of the encoder here."""
        return self._here.identity()

    def count_tokens(self, texts: list[str]) -> list[int]:
        """As the encoder here."""
        return self._here.count_tokens(texts)

    def encode_query(self, text: str) -> Vectors:
        """As the encoder here."""
        return self._here.encode_query(text)

    def encode_passages(self, readings: Sequence[Reading], progress: Progress | None = None) -> Vectors:
        """As `Encoder.encode_passages`. Raises `EncoderError` where a worker differs, or a piece kills all it meets."""
        from distributed import KilledWorker, as_completed

        pieces = [readings[at : at + PIECE] for at in range(0, len(readings), PIECE)]
        made = self._client.map(
            partial(embed_piece, self._make, self.identity(), __version__), pieces, pure=False, retries=TRIES
        )
        try:
            for future in as_completed(made, loop=self._client.loop):  # type: ignore[no-untyped-call]
                vectors = future.result()
                if progress:
                    progress(len(vectors))
            found = [future.result() for future in made]
        except KilledWorker as error:
            raise EncoderError(
                f"--dask: the workers that embedded a piece died, {TRIES} after each other ({error}); give them more "
                "memory, and build again: what is done is kept"
            ) from error
        except ImportError as error:
            raise EncoderError(
                f"--dask: a worker cannot work ({error}); install wenju {__version__} on every machine"
            ) from error
        finally:
            for future in made:
                future.release()
        return np.concatenate([np.zeros((0, self.dimension), dtype=np.float32), *found])


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigError(
            "--dask: the package distributed is not installed; install it with: pip install 'wenju[dask]'"
        ) from error
    try:
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise EncoderError(
            f"--dask {address}: no scheduler answers there ({str(error).splitlines()[0]}); start one with: "
            "dask scheduler, and workers with: dask worker ADDRESS"
        ) from error


def embed_piece(make: Make, identity: str, version: str, readings: Sequence[Reading]) -> Vectors:
    """The worker's side. Raises `EncoderError` where it is not as who asked."""
    if version != __version__:
        raise EncoderError(f"--dask: a worker has wenju {__version__}, the build has {version}; install the same")
    with _LOADING:
        encoder = _encoder(make)
    if encoder.identity() != identity:
        raise EncoderError(
            f"--dask: a worker has the model {encoder.name} ({encoder.identity()}), the build has {identity}; "
            "give all machines the same model"
        )
    return encoder.encode_passages(readings)


_LOADING = Lock()


@lru_cache(1)
def _encoder(make: Make) -> Encoder:
    return make()
