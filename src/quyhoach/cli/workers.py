"""Where the tasks of an outlook run: in this process, on a pool of processes, or on a cluster of machines. The answer is the same."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any

from quyhoach.capital.uncertainty import Spread, Task, Uncertainty, here
from quyhoach.cli.command import Unusable
from quyhoach.findings import finding

SECONDS = 10
"""How long a cluster may take to answer."""
_held: list[Uncertainty] = []


def spread_over(workers: int, cluster: str | None) -> Spread:
    """The way to run tasks: on ``cluster`` (a scheduler's address), else on that many processes."""
    if cluster is not None:
        return lambda case, tasks: _on_cluster(cluster, case, tasks)
    return here if workers == 1 else lambda case, tasks: _on_pool(workers, case, tasks)


def _hold(case: bytes) -> None:
    _held[:] = [pickle.loads(case)]


def _run_held(task: Task) -> Any:
    return _held[0].run(task)


def _on_pool(workers: int, case: Uncertainty, tasks: Sequence[Task]) -> Iterable[Any]:
    """The case goes to every process once. What a killed process leaves undone is done here."""
    with ProcessPoolExecutor(workers, get_context("spawn"), _hold, (pickle.dumps(case),)) as pool:
        futures = [pool.submit(_run_held, task) for task in tasks]
        for task, future in zip(tasks, futures, strict=True):
            try:
                result = future.result()
            except BrokenProcessPool:
                result = case.run(task)
            yield result


def _run(case: Uncertainty, task: Task) -> Any:
    return case.run(task)


def _on_cluster(address: str, case: Uncertainty, tasks: Sequence[Task]) -> list[Any]:
    """The case is itself a task, so that the scheduler can have it made again when the machine that held it is gone; what no machine
    finishes is done here."""
    try:
        from distributed import Client, KilledWorker  # optional
    except ImportError as error:
        raise Unusable(finding("UNC-005")) from error
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]  # it is not annotated
    except (OSError, ValueError, TypeError) as error:
        raise Unusable(finding("UNC-006", address=address, reason=str(error) or type(error).__name__)) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=SECONDS)
        except TimeoutError as error:
            raise Unusable(finding("UNC-006", address=address, reason="no worker")) from error
        held = client.submit(pickle.loads, pickle.dumps(case), pure=False)
        futures = [client.submit(_run, held, task, pure=False) for task in tasks]
        results = []
        for task, future in zip(tasks, futures, strict=True):
            try:
                results.append(future.result())
            except KilledWorker:
                results.append(case.run(task))
        return results
