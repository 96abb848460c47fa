"""The version of wenju, apart so that every module may read it."""

__version__ = "0.5.0"
