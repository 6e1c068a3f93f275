"""The long forms of the harnesses: bin/soak [NAME…] [--seed N] [--times N | --minutes N] [--control]."""

import argparse
import asyncio
import importlib
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Browser"))

from scene import Failure, seed_of

# Name → how often, when nobody says.
HARNESSES = {"kills": 500, "reconnects": 10_000, "power": 200, "stops": 50, "repeats": 100, "storm": 2000, "clocks": 10, "limits": 1000, "hour": None}


def alone_with_mounts():
    """Starts this program again with mounts of its own, if it may have some.

    Whoever copies the mounts of this system meanwhile, as every container does, would hold a disk that was cut: it cannot be
    mounted afresh.
    """
    unshare = ["unshare", "--mount", "--propagation", "private"]
    if os.geteuid() or "POLLUX_SOAK_MOUNTS" in os.environ or subprocess.run([*unshare, "true"], capture_output=True).returncode:
        return
    os.environ["POLLUX_SOAK_MOUNTS"] = "own"
    os.execvp("unshare", [*unshare, sys.executable, *sys.argv])


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/soak", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(HARNESSES))
    parser.add_argument("--seed", type=int)
    parser.add_argument("--times", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--control", action="store_true", help="break the rule on purpose: the run must fail")
    parser.add_argument("--on", metavar="FILE-SYSTEM", help="power cuts with this one only: ext4, xfs")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in HARNESSES]
    if unknown:
        parser.error(f"there is no {unknown[0]}: {', '.join(HARNESSES)}")
    if "power" in (options.names or HARNESSES):
        alone_with_mounts()
    failed = []
    for name in options.names or HARNESSES:
        arguments = {"seed": seed_of(options.seed)}
        arguments |= {"times": options.times or HARNESSES[name]} if HARNESSES[name] else {}
        arguments |= {"minutes": options.minutes} if options.minutes else {}
        arguments |= {"control": True} if options.control else {}
        arguments |= {"kinds": (options.on,)} if options.on and name == "power" else {}
        began = time.monotonic()
        try:
            asyncio.run(importlib.import_module(name).run(**arguments))
            print(f"{name}: passed in {time.monotonic() - began:.0f} s", flush=True)
        except Failure as failure:
            print(f"{name}: FAILED: {failure}", flush=True)
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
