"""A running kernel for tests, spoken to by Jupyter's own client; every message is validated."""

import contextlib
import os
import pathlib
import queue
import shutil
import sys
import time

import pytest
from jupyter_client.manager import KernelManager
from jupyter_kernel_test.msgspec_v5 import validate_message

ROOT = pathlib.Path(__file__).parents[2]
TIMEOUT = 60

# Without colours, so that tests can search tracebacks.
import re

ANSI = re.compile("\x1b\\[[0-9;]*m")


class Result:
    """What came of one execution."""

    def __init__(self, reply, messages, seconds):
        self.reply = reply
        self.messages = messages
        self.seconds = seconds

    def of_type(self, kind):
        return [m["content"] for m in self.messages if m["msg_type"] == kind]

    @property
    def status(self):
        return self.reply["status"]

    @property
    def errors(self):
        return self.of_type("error")

    @property
    def ename(self):
        return self.reply.get("ename")

    @property
    def evalue(self):
        return self.reply.get("evalue")

    @property
    def traceback(self):
        return ANSI.sub("", "\n".join(self.reply.get("traceback", [])))

    def _stream(self, name):
        return "".join(c["text"] for c in self.of_type("stream") if c["name"] == name)

    @property
    def stdout(self):
        return self._stream("stdout")

    @property
    def stderr(self):
        return self._stream("stderr")

    @property
    def data(self):
        results = self.of_type("execute_result")
        assert len(results) <= 1, "more than one execute_result"
        return results[0]["data"] if results else None

    @property
    def text(self):
        return self.data["text/plain"] if self.data else None

    @property
    def outputs(self):
        """The types of what is shown under the cell, in order."""
        return [m["msg_type"] for m in self.messages if m["msg_type"] not in ("status", "execute_input")]


class Kernel:
    """Starts a kernel, runs code in it, and ends it."""

    def __init__(self, cwd=None, env=None, arguments=(), log=None):
        self.manager = KernelManager(kernel_name="typescript")
        spec = self.manager.kernel_spec
        spec.argv[0] = shutil.which("node") or spec.argv[0]
        spec.argv[1:1] = arguments
        environment = {**os.environ, **(env or {})}
        output = {"stdout": log, "stderr": log} if log else {}
        self.manager.start_kernel(cwd=str(cwd or ROOT / "notebooks"), env=environment, **output)
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)

    @property
    def pid(self):
        return self.manager.provisioner.process.pid

    def execute(self, code, **options):
        """Sends code and returns the message's id."""
        return self.client.execute(code, **options)

    def collect(self, message_id, timeout=TIMEOUT, started=None):
        """Reads messages until the execution is over."""
        started = started or time.monotonic()
        end = started + timeout
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, end - time.monotonic()))
            validate_message(message)
            if message["parent_header"].get("msg_id") != message_id:
                continue
            messages.append(message)
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                break
        reply = self.reply_to(message_id, end - time.monotonic())
        return Result(reply["content"], messages, time.monotonic() - started)

    def reply_to(self, message_id, timeout=TIMEOUT):
        end = time.monotonic() + timeout
        while True:
            reply = self.client.get_shell_msg(timeout=max(0.01, end - time.monotonic()))
            if reply["parent_header"].get("msg_id") == message_id:
                return reply

    def run(self, code, timeout=TIMEOUT, **options):
        started = time.monotonic()
        return self.collect(self.execute(code, **options), timeout, started)

    def ok(self, code, **options):
        result = self.run(code, **options)
        assert result.status == "ok", result.traceback
        return result

    def value(self, code):
        """The text of an expression's value."""
        return self.ok(code).text

    def fails(self, code, ename=None):
        result = self.run(code)
        assert result.status == "error", f"did not fail: {code}"
        assert len(result.errors) == 1, "an error is shown once"
        assert result.errors[0]["ename"] == result.ename
        if ename:
            assert result.ename == ename, result.traceback
        return result

    def interrupted(self, code, after=0.3, wait_for=None, timeout=10):
        """Runs code and interrupts it; the result's seconds count from the interrupt."""
        message_id = self.execute(code)
        if wait_for:
            self.wait_for_output(message_id, wait_for)
        time.sleep(after)
        started = time.monotonic()
        self.manager.interrupt_kernel()
        return self.collect(message_id, timeout, started)

    def wait_for_output(self, message_id, text, timeout=TIMEOUT):
        seen = ""
        end = time.monotonic() + timeout
        while text not in seen:
            message = self.client.get_iopub_msg(timeout=max(0.01, end - time.monotonic()))
            if message["parent_header"].get("msg_id") != message_id:
                continue
            content = message["content"]
            seen += content.get("text", "") + str(content.get("data", ""))
        return seen

    def request(self, kind, content, channel="shell"):
        """Sends any request and returns the content of its reply."""
        message = self.client.session.msg(kind, content)
        getattr(self.client, f"{channel}_channel").send(message)
        get = getattr(self.client, f"get_{channel}_msg")
        while True:
            reply = get(timeout=10)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                validate_message(reply)
                return reply["content"]

    def drain(self, seconds):
        """What is published in the next seconds, whoever it belongs to."""
        messages = []
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            with contextlib.suppress(queue.Empty):
                messages.append(self.client.get_iopub_msg(timeout=left))
        return messages

    def close(self):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel(now=not self.manager.is_alive())


@pytest.fixture(scope="module")
def kernel():
    """One kernel for all tests of a file."""
    running = Kernel()
    yield running
    running.close()


class Gate:
    """Holds a cell in a loop that gives nothing back to the event loop, until it is opened."""

    def __init__(self, file):
        self.file = file
        self.block = f"while (!require('node:fs').existsSync({str(file)!r})) {{}}"

    def open(self):
        self.file.touch()


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path / "open")


@pytest.fixture
def start():
    """Starts kernels that end with the test."""
    running = []

    def starter(**options):
        running.append(Kernel(**options))
        return running[-1]

    yield starter
    for one in running:
        one.close()
