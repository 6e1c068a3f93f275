"""The brief form of the limits; bin/soak limits is the long one."""

import asyncio

import pytest

import limits
from scene import Failure, seed_of

needs_groups = pytest.mark.skipif(
    (reason := limits.why_no_memory_limit()) is not None, reason=f"no limit of memory here: {reason}"
)


@needs_groups
def test_with_little_memory_it_lives_and_when_the_kernel_ends_it_nothing_is_lost():
    asyncio.run(limits.memory(seed_of(None), times=200))


@needs_groups
def test_a_server_that_its_limit_of_memory_ends_is_found():
    with pytest.raises(Failure, match="ended with -9 under its limit"):
        asyncio.run(limits.memory(seed_of(None), times=20, control=True))


def test_without_descriptors_it_goes_on_and_recovers():
    asyncio.run(limits.descriptors(seed_of(None)))


def test_a_server_that_does_not_recover_is_found():
    with pytest.raises(Failure, match="no new connection is served"):
        asyncio.run(limits.descriptors(seed_of(None), control=True))
