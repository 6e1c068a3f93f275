"""Libraries that the server is started with, so that the clock or the disk is not what it seems."""

import functools
import pathlib
import shutil
import subprocess


@functools.cache
def library(name: str) -> str | None:
    """The path of a library that may be preloaded, wherever this architecture has it; None where it is not installed."""
    return next((str(one) for one in sorted(pathlib.Path("/usr/lib").glob(f"*-linux-gnu/{name}"))), None)


def faketime() -> str | None:
    return library("faketime/libfaketime.so.1")


def eatmydata() -> str | None:
    return library("libeatmydata.so")


def heap(folder: pathlib.Path) -> str | None:
    """The library that tells how much of the heap is in use, built into this folder; None where there is no compiler."""
    compiler = shutil.which("clang") or shutil.which("cc")
    if not compiler:
        return None
    made = folder / "heap.so"
    source = pathlib.Path(__file__).parent / "heap.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-pthread", "-o", str(made), str(source)], check=True)
    return str(made)


def why_no_faketime() -> str | None:
    """Why no clock can be moved on this machine, if so. Without the library everything would go well, and prove nothing."""
    return None if faketime() else "faketime is not installed"
