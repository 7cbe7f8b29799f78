"""Start, end, restart and death of the kernel's process."""

import itertools
import json
import os
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import time

import pytest
from conftest import ROOT

# A person waits 5 s at most. A machine that is busy with other tests gets threefold time.
PATIENCE = 15

STATES = {
    "idle": "1",
    "blocked": "while (true) {}",
    "waiting": "await new Promise(() => {});",
    "native": "import { spawnSync } from 'node:child_process'; spawnSync('sleep', ['60']);",
    "microtasks": "const p = (): Promise<void> => Promise.resolve().then(p); await p();",
    "compiling": "import * as tf from '@tensorflow/tfjs'; tf.version",
    "printing": "while (true) console.log('x'.repeat(1000));",
}


@pytest.mark.parametrize("code", STATES.values(), ids=STATES.keys())
def test_restart_from_any_state(start, code):
    kernel = start()
    message_id = kernel.execute(code)
    if code == "1":
        kernel.collect(message_id)
    else:
        time.sleep(0.2 if "tfjs" in code else 1)
    started = time.monotonic()
    kernel.manager.restart_kernel()
    kernel.client.wait_for_ready(timeout=20)
    assert time.monotonic() - started < PATIENCE
    assert kernel.value("1 + 1") == "2"
    assert kernel.ok("1").reply["execution_count"] == 2


@pytest.mark.parametrize("code", ["1", "while (true) {}"], ids=["idle", "blocked"])
def test_shutdown_is_answered_and_ends_the_process(start, code):
    kernel = start()
    message_id = kernel.execute(code)
    if code == "1":
        kernel.collect(message_id)
    else:
        time.sleep(0.7)
    process = kernel.manager.provisioner.process
    reply = kernel.request("shutdown_request", {"restart": False}, channel="control")
    assert reply == {"status": "ok", "restart": False}
    code = process.wait(timeout=PATIENCE)
    # A main thread that is stuck can only be killed; Node's abort (134) is a defect.
    assert code in (0, -signal.SIGKILL)


def test_it_ends_with_the_process_that_started_it(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, time\n"
        f"sys.path.insert(0, {str(ROOT / 'test/kernel')!r})\n"
        "from conftest import Kernel\n"
        "kernel = Kernel()\n"
        "kernel.execute('while (true) {}')\n"
        "time.sleep(0.5)\n"
        "print(kernel.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    pid = int(done.stdout)
    end = time.monotonic() + 10
    while pathlib.Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        if pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].startswith("Z"):
            break
        time.sleep(0.1)
    else:
        assert not pathlib.Path(f"/proc/{pid}").exists(), "the kernel outlives its parent"


@pytest.mark.parametrize(
    "code",
    ["process.exit(3)", "await 1; process.exit(3)", "setTimeout(() => process.exit(3), 10); await new Promise(() => {});"],
)
def test_process_exit_in_a_cell_ends_the_process_in_order(start, code):
    kernel = start()
    kernel.ok("1")
    message_id = kernel.execute(f"console.log('last words'); {code}")
    process = kernel.manager.provisioner.process
    assert process.wait(timeout=PATIENCE) == 3
    assert "last words" in kernel.wait_for_output(message_id, "last words")


def test_sigterm_ends_it(start):
    kernel = start()
    kernel.ok("1")
    process = kernel.manager.provisioner.process
    os.kill(kernel.pid, signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0


def test_the_log_is_silent(start, tmp_path):
    """What is written to the kernel's own log, the terminal where JupyterLab runs, is an event."""
    with open(tmp_path / "log", "w") as log:
        kernel = start(log=log)
        kernel.ok("console.log('printed'); 1")
        kernel.fails("throw new Error('x')")
        kernel.interrupted("while (true) {}")
        kernel.interrupted("eval('while (true) {}')")
        kernel.close()
    text = (tmp_path / "log").read_text()
    # Node says so when it runs with a flag that we need from Node 23 on.
    lines = [line for line in text.splitlines() if "ExperimentalWarning" not in line and "--trace-warnings" not in line]
    assert lines == []


def test_a_full_heap_is_said_and_the_kernel_is_started_again(tmp_path):
    """As JupyterLab runs kernels: a process that dies is started again under the same name."""
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    env = {**os.environ, "NODE_OPTIONS": "--max-old-space-size=400"}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120, env=env, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["answer"] == "2"
    assert result["pids"][0] != result["pids"][1]
    # In the log, and before that under the cell.
    assert "[typescript kernel] The JavaScript heap is nearly full" in done.stderr
    assert re.search(r"nearly full: \d+ of \d+ MB", result["said"])
    assert "heap out of memory" in done.stderr


SERVER = """
import asyncio, json, time
from jupyter_client.ioloop import AsyncIOLoopKernelManager

async def main():
    manager = AsyncIOLoopKernelManager(kernel_name='typescript')
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    pids = [manager.provisioner.process.pid]
    client.execute("const hoard: unknown[] = []; while (true) hoard.push(Array.from({ length: 1000 }, (_, i) => ({ i })));")
    said = ''
    end = time.monotonic() + 60
    while time.monotonic() < end and not (manager.provisioner.process and manager.provisioner.process.pid != pids[0]):
        try:
            message = await client.get_iopub_msg(timeout=0.2)
            said += message['content'].get('text', '')
        except Exception:
            pass
    pids.append(manager.provisioner.process.pid)
    await client.wait_for_ready(timeout=60)
    message_id = client.execute('1 + 1')
    answer = None
    while answer is None:
        message = await client.get_iopub_msg(timeout=30)
        if message['msg_type'] == 'execute_result':
            answer = message['content']['data']['text/plain']
    print(json.dumps({'pids': pids, 'said': said, 'answer': answer}))
    client.stop_channels()
    await manager.shutdown_kernel(now=True)

asyncio.run(main())
"""


def rss(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


FIGURE = """const values = Array.from({ length: 200 }, (_, i) => Math.sin(i));
const figure = linePlot({ values });
figure"""


def test_a_thousand_figures_leave_no_memory_behind(start):
    """What the process holds in the middle of each hundred cells: garbage comes and goes in each.

    The aim is 5 % (3 to 4 were measured, V8's compiled code above all); a busy machine, on which V8
    compiles and collects late, may add as much again. The largest step between two hundreds does not
    count: V8 now and then compiles something large once, and the system takes the memory back late.
    """
    kernel = start()
    kernel.ok("import { linePlot } from './lib/plot';")

    def held():
        seen = []
        for _ in range(100):
            assert kernel.ok(FIGURE).outputs == ["execute_result"]
            seen.append(rss(kernel.pid))
        return statistics.median(seen)

    hundreds = [held() for _ in range(10)][1:]
    print(", ".join(f"{each:.0f}" for each in hundreds), "MB")
    steps = [later - earlier for earlier, later in itertools.pairwise(hundreds)]
    assert sum(steps) - max(steps) < 0.1 * hundreds[0], f"{hundreds} MB"
