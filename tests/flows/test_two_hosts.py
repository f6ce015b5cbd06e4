"""The same outlook on a pool of this machine and on two hosts of a dask cluster, one of them killed in mid-run.

A host is a network namespace with an address of its own; the scheduler stands outside. What the killed host held and what it had
not finished is made again on the other, and the answer is the same, byte for byte.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = str(ROOT / "examples" / "tinh_nho")
BASE = ("plan", EXAMPLE, "--scenario", "co-so", "--reasons", "price", "--json", "--scenarios", "500", "--remake", "50")
WATCH = """
import json, os, signal, sys, time
from distributed import Client

def standing(dask_scheduler):
    done = sum(task.state == "memory" for task in dask_scheduler.tasks.values())
    return done, {w.name: len(w.processing) for w in dask_scheduler.workers.values()}

address, pid = sys.argv[1], int(sys.argv[2])
with Client(address, set_as_default=False) as client:
    print("ready", flush=True)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        done, busy = client.run_on_scheduler(standing)
        if done >= 8 and busy.get("first", 0) >= 2:
            os.kill(pid, signal.SIGKILL)
            print(json.dumps([done, busy["first"], busy["second"]]), flush=True)
            break
        time.sleep(0.005)
"""
"""Kills the first worker once 8 tasks are done and it has two or more in hand; prints what was done and in hand then."""


@dataclass(frozen=True)
class Hosts:
    scheduler: str
    addresses: tuple[str, ...]
    workers: tuple[subprocess.Popen[bytes], ...]


def ip(*words: str, check: bool = True) -> bool:
    return subprocess.run(["ip", *words], capture_output=True, check=check).returncode == 0


def environment() -> dict[str, str]:
    quiet = {"DASK_DISTRIBUTED__DASHBOARD__LINK": "", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, "PYTHONPATH": ":".join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])), **quiet}


def start(stack: ExitStack, log: Path, *words: str) -> subprocess.Popen[bytes]:
    file = stack.enter_context(log.open("wb"))
    process = subprocess.Popen(words, stdout=file, stderr=subprocess.STDOUT, env=environment(), cwd=log.parent)
    stack.callback(process.wait, 20)
    stack.callback(process.kill)
    return process


def open_port(address: str) -> int:
    with socket.socket() as chosen:
        chosen.bind((address, 0))
        return int(chosen.getsockname()[1])


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    if find_spec("distributed") is None:
        pytest.skip("dask.distributed is not installed (extra [cluster])")
    if os.geteuid() != 0 or not shutil.which("ip"):
        pytest.skip("network namespaces need root and the ip command")
    number = os.getpid() % 200
    bridge, spaces, net = f"qh{number}br", (f"qh{number}a", f"qh{number}b"), f"10.213.{number}"
    with ExitStack() as stack:
        if not ip("netns", "add", spaces[0], check=False):
            pytest.skip("network namespaces are not permitted here")
        stack.callback(ip, "netns", "del", spaces[0], check=False)
        ip("netns", "add", spaces[1])
        stack.callback(ip, "netns", "del", spaces[1], check=False)
        if not ip("link", "add", bridge, "type", "bridge", check=False):
            pytest.skip("a bridge between network namespaces is not permitted here")
        stack.callback(ip, "link", "del", bridge, check=False)
        ip("addr", "add", f"{net}.1/24", "dev", bridge)
        ip("link", "set", bridge, "up")
        for k, space in enumerate(spaces):
            ip("link", "add", f"{space}0", "type", "veth", "peer", "name", "eth0", "netns", space)
            ip("link", "set", f"{space}0", "master", bridge, "up")
            ip("-n", space, "addr", "add", f"{net}.{k + 2}/24", "dev", "eth0")
            ip("-n", space, "link", "set", "eth0", "up")
            ip("-n", space, "link", "set", "lo", "up")
        port = open_port(f"{net}.1")
        scheduler = f"tcp://{net}.1:{port}"
        dask = (sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", f"{net}.1", "--port", str(port), "--no-dashboard")
        start(stack, tmp_path / "scheduler.log", *dask)
        wait_for(f"{net}.1", port)
        workers = tuple(
            start(stack, tmp_path / f"{name}.log", "ip", "netns", "exec", space, sys.executable, "-m", "distributed.cli.dask_worker",
                  scheduler, "--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", f"{net}.{k + 2}")
            for k, (space, name) in enumerate(zip(spaces, ("first", "second"), strict=True))
        )
        yield Hosts(scheduler, (f"{net}.2", f"{net}.3"), workers)


def wait_for(address: str, port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((address, port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the scheduler did not start")


def both_joined(tmp_path: Path) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        logs = [(tmp_path / f"{name}.log").read_text("utf-8", "replace") for name in ("first", "second")]
        if all("Registered to" in log for log in logs):
            return True
        time.sleep(0.05)
    return False


def quyhoach(*words: str) -> str:
    ran = subprocess.run([sys.executable, "-m", "quyhoach", *words], capture_output=True, text=True, check=True, env=environment())
    return re.sub(r'"seconds": [\d.e-]+', '"seconds": 0', ran.stdout)


def test_a_killed_host_costs_nothing(hosts: Hosts, tmp_path: Path) -> None:
    assert both_joined(tmp_path), (tmp_path / "scheduler.log").read_text("utf-8", "replace")
    first = hosts.workers[0]
    watching = (sys.executable, "-c", WATCH, hosts.scheduler, str(first.pid))
    with subprocess.Popen(watching, stdout=subprocess.PIPE, text=True, env=environment()) as watch:
        assert watch.stdout is not None
        assert watch.stdout.readline() == "ready\n"
        answer = quyhoach(*BASE, "--cluster", hosts.scheduler)
        done, in_hand, _ = map(int, re.findall(r"\d+", watch.communicate(timeout=90)[0]))
    assert first.wait(10) == -signal.SIGKILL
    # Killed in mid-run: work was done before, and work was in its hands.
    assert 8 <= done < 60
    assert in_hand >= 2
    log = (tmp_path / "scheduler.log").read_text("utf-8", "replace")
    assert hosts.addresses[0] in log
    assert hosts.addresses[1] in log
    assert answer == quyhoach(*BASE, "--workers", "2")
