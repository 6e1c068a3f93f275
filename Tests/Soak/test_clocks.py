"""The brief form of the jumps of the clock; bin/soak clocks is the long one."""

import asyncio

import pytest

import clocks
from preload import why_no_faketime
from scene import Failure, seed_of

pytestmark = pytest.mark.skipif((reason := why_no_faketime()) is not None, reason=f"no jumps of the clock here: {reason}")


def test_a_clock_that_jumps_disturbs_nobody():
    asyncio.run(clocks.run(seed_of(None), times=1))


def test_a_session_that_ends_is_found():
    with pytest.raises(Failure, match="401 signed_out"):
        asyncio.run(clocks.run(seed_of(None), control=True))
