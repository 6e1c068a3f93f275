"""The brief form of the power cuts; bin/soak power is the long one."""

import asyncio

import pytest

import power
from scene import Failure, seed_of

needs_disks = pytest.mark.skipif((reason := power.why_not()) is not None, reason=f"no power cuts here: {reason}")


@needs_disks
@pytest.mark.parametrize("kind", power.FILE_SYSTEMS)
def test_nothing_acknowledged_is_lost_in_a_power_cut(kind):
    asyncio.run(power.run_on(kind, seed_of(None), times=2, control=False))


@needs_disks
def test_without_syncs_a_power_cut_loses_and_that_is_found():
    with pytest.raises(Failure, match="I1 ask .* was acknowledged and is not in the database"):
        asyncio.run(power.run_on("ext4", seed_of(None), times=1, control=True))
