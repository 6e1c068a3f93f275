"""The brief form of the jumps of the clock; bin/soak clocks is the long one."""

import asyncio

import pytest

import clocks
from scene import Failure, seed_of


def test_a_clock_that_jumps_disturbs_nobody():
    asyncio.run(clocks.run(seed_of(None), times=1))


def test_a_session_that_ends_is_found():
    with pytest.raises(Failure, match="401 signed_out"):
        asyncio.run(clocks.run(seed_of(None), control=True))
