"""The brief form of the repeated commands; bin/soak repeats is the long one."""

import asyncio

import pytest

import repeats
from preload import why_no_faketime
from scene import Failure, seed_of


@pytest.mark.skipif((reason := why_no_faketime()) is not None, reason=f"no hour later here: {reason}")
def test_a_command_sent_again_is_the_same_command():
    asyncio.run(repeats.run(seed_of(None), times=4))


def test_a_server_that_does_not_know_it_again_is_found():
    with pytest.raises(Failure, match="I2 a question is there 2 times, and was asked 1 times"):
        asyncio.run(repeats.run(seed_of(None), control=True))
