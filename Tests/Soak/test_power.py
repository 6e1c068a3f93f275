"""The brief form of the power cuts; bin/soak power is the long one."""

import pathlib
import subprocess
import sys

import pytest

import power

needs_disks = pytest.mark.skipif((reason := power.why_not()) is not None, reason=f"no power cuts here: {reason}")


def soak(*arguments: str) -> subprocess.CompletedProcess:
    """A process of its own: its mounts are nobody else's."""
    command = [sys.executable, str(pathlib.Path(__file__).parent / "soak.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@needs_disks
def test_nothing_acknowledged_is_lost_in_a_power_cut():
    done = soak("power", "--times", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("power cuts: 2") == len(power.FILE_SYSTEMS), done.stdout


@needs_disks
def test_without_syncs_a_power_cut_loses_and_that_is_found():
    done = soak("power", "--times", "1", "--control")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "was acknowledged and is not in the database" in done.stdout
