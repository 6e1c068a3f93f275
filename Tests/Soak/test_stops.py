"""The brief form of the stops; bin/soak stops is the long one."""

import asyncio

import pytest

import stops
from scene import Failure, seed_of


def test_an_answer_that_is_stopped_has_one_end_everywhere():
    asyncio.run(stops.run(seed_of(None), times=2))


def test_an_answer_that_goes_on_is_found():
    with pytest.raises(Failure, match="STOP in the middle: Gemini's connection stays open"):
        asyncio.run(stops.run(seed_of(None), control=True))
