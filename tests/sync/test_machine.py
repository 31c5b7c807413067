"""Any order of what members, lines, hubs and files can do: :mod:`tests.sync.machine` on the model of a hub."""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import SyncMachine

STEPS = 25
EXAMPLES = int(os.environ.get("CRM_MACHINE", "0"))  # the environment of a test is sealed: asked for in time
# Who says how many wants to know whether something is found, not the shortest way to it.
PHASES = (Phase.generate,) if EXAMPLES else tuple(Phase)


def test_whatever_happens_nothing_is_lost_and_all_agree() -> None:
    _run(40, STEPS)


@pytest.mark.slow
def test_whatever_happens_for_long() -> None:
    _run(200, 2 * STEPS)


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        SyncMachine,
        settings=settings(max_examples=EXAMPLES or examples, stateful_step_count=steps, phases=PHASES),
    )
