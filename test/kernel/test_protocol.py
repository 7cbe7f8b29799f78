"""Messages: their order, their replies, queues, history, and what the kernel says of itself."""

import subprocess

import pytest
import zmq
from conftest import TIMEOUT


def test_order_of_messages(kernel):
    result = kernel.ok("console.log('a'); 1")
    kinds = [m["msg_type"] for m in result.messages]
    assert kinds == ["status", "execute_input", "stream", "execute_result", "status"]
    states = [c["execution_state"] for c in result.of_type("status")]
    assert states == ["busy", "idle"]
    count = result.reply["execution_count"]
    assert result.of_type("execute_input") == [{"code": "console.log('a'); 1", "execution_count": count}]
    assert result.of_type("execute_result")[0]["execution_count"] == count
    assert kernel.ok("2").reply["execution_count"] == count + 1


def test_no_value_no_result(kernel):
    assert kernel.ok("const quietly = 1;").outputs == []
    assert kernel.ok("undefined").outputs == []
    assert kernel.ok("let total = 1; total = 2;").outputs == []
    assert kernel.ok("").outputs == []
    assert kernel.value("null") == "null"


def test_store_history_off_keeps_the_count(kernel):
    count = kernel.ok("1").reply["execution_count"]
    result = kernel.ok("'unrecorded'", store_history=False)
    assert result.text == "'unrecorded'"
    assert kernel.ok("1").reply["execution_count"] == count + 1
    tail = kernel.request("history_request", history(hist_access_type="tail", n=3))["history"]
    assert "'unrecorded'" not in [entry[2] for entry in tail]


def test_silent_publishes_nothing(kernel):
    count = kernel.ok("1").reply["execution_count"]
    result = kernel.run("console.log('unseen'); const loud = 5; loud", silent=True)
    assert result.status == "ok"
    assert [m["msg_type"] for m in result.messages] == ["status", "status"]
    failed = kernel.run("throw new Error('unseen')", silent=True)
    assert (failed.status, failed.evalue, failed.outputs) == ("error", "unseen", [])
    assert kernel.ok("loud").reply["execution_count"] == count + 1


def test_user_expressions(kernel):
    reply = kernel.ok("const five = 5;", user_expressions={"twice": "five * 2", "bad": "nowhere"}).reply
    assert reply["user_expressions"]["twice"]["data"]["text/plain"] == "10"
    assert reply["user_expressions"]["bad"]["status"] == "error"
    assert reply["user_expressions"]["bad"]["ename"] == "TypeScriptError"


def test_failed_cell_aborts_those_behind_it(kernel):
    codes = ["await new Promise((r) => setTimeout(r, 200)); throw new Error('first')", "console.log('second')", "3"]
    first, second, third = [kernel.execute(code) for code in codes]
    assert kernel.collect(first).status == "error"
    for message_id in (second, third):
        result = kernel.collect(message_id)
        assert result.status == "aborted"
        assert result.outputs == []


def test_the_next_cell_after_an_error_runs_at_once(kernel):
    for _ in range(5):
        kernel.fails("throw new Error('no')")
        result = kernel.ok("'runs'")
        assert result.text == "'runs'"


def test_aborted_even_when_sent_while_the_first_fails(kernel):
    first = kernel.execute("throw new Error('at once')")
    second = kernel.execute("'behind'")
    assert kernel.collect(first).status == "error"
    assert kernel.collect(second).status == "aborted"


def test_stop_on_error_off_runs_those_behind(kernel):
    first = kernel.execute("throw new Error('go on')", stop_on_error=False)
    second = kernel.execute("'behind'")
    assert kernel.collect(first).status == "error"
    assert kernel.collect(second).text == "'behind'"


def test_type_error_aborts_too(kernel):
    first = kernel.execute("const text: string = 5;")
    second = kernel.execute("'behind'")
    assert kernel.collect(first).ename == "TypeScriptError"
    assert kernel.collect(second).status == "aborted"


def history(**content):
    return {"output": False, "raw": True, **content}


def test_history(start):
    kernel = start()
    kernel.ok("const a = 1;")
    kernel.ok("a + 1")
    kernel.ok("a + 1")
    ask = lambda **content: kernel.request("history_request", history(**content))["history"]
    assert ask(hist_access_type="tail", n=2) == [[1, 2, "a + 1"], [1, 3, "a + 1"]]
    assert ask(hist_access_type="range", session=0, start=1, stop=3) == [[1, 1, "const a = 1;"], [1, 2, "a + 1"]]
    assert ask(hist_access_type="search", pattern="a*", unique=True, n=5) == [[1, 3, "a + 1"]]
    assert ask(hist_access_type="search", pattern="*=*") == [[1, 1, "const a = 1;"]]
    with_output = ask(hist_access_type="tail", n=2, output=True)
    assert with_output == [[1, 2, ["a + 1", "2"]], [1, 3, ["a + 1", "2"]]]


def test_comms(kernel):
    assert kernel.request("comm_info_request", {}) == {"status": "ok", "comms": {}}
    message = kernel.client.session.msg("comm_open", {"comm_id": "x1", "target_name": "nobody", "data": {}})
    kernel.client.shell_channel.send(message)
    kinds = [(m["msg_type"], m["content"].get("comm_id")) for m in kernel.drain(0.5)]
    assert ("comm_close", "x1") in kinds


def test_kernel_info(kernel):
    info = kernel.request("kernel_info_request", {})
    assert info["status"] == "ok"
    assert info["protocol_version"] == "5.3"
    language = info["language_info"]
    assert (language["name"], language["file_extension"]) == ("typescript", ".ts")
    running = kernel.ok("console.log(process.version)").stdout.strip()
    assert running in info["banner"]
    assert language["version"] in info["banner"]


@pytest.mark.parametrize(
    "code",
    [
        "process.stdin.read()",
        "import readline from 'node:readline/promises';\n"
        "await readline.createInterface({ input: process.stdin }).question('name? ')",
        "import fs from 'node:fs'; fs.readFileSync(0, 'utf8')",
        "import { readSync } from 'node:fs'; readSync(0, Buffer.alloc(1))",
        "for await (const chunk of process.stdin) console.log(chunk)",
    ],
)
def test_input_is_refused(kernel, code):
    result = kernel.fails(code, "InputRefused")
    assert "cannot ask for input" in result.evalue


def test_a_client_that_connects_anew_under_its_name(start):
    """A server or an editor whose connection broke: ZeroMQ would refuse the second of the same name."""
    kernel = start()
    kernel.ok("const kept = 'kept';")
    again = kernel.manager.client()
    assert again.session.session == kernel.client.session.session
    kernel.client.stop_channels()
    again.start_channels()
    again.wait_for_ready(timeout=TIMEOUT)
    kernel.client = again
    assert kernel.value("kept") == "'kept'"


def test_a_forged_message_is_ignored(kernel):
    session = kernel.client.session
    key, session.key = session.key, b"another key"
    try:
        kernel.execute("globalThis.forged = true")
    finally:
        session.key = key
    assert kernel.value("'forged' in globalThis") == "false"


def test_heartbeat_and_control_answer_while_a_cell_blocks(kernel, gate):
    message_id = kernel.execute(f"console.log('begun'); {gate.block}; 'done'")
    kernel.wait_for_output(message_id, "begun")
    heartbeats = kernel.client.context.socket(zmq.REQ)
    heartbeats.linger = 0
    heartbeats.connect(f"tcp://127.0.0.1:{kernel.client.hb_port}")
    heartbeats.send(b"beat")
    assert heartbeats.poll(10_000) and heartbeats.recv() == b"beat"
    heartbeats.close()
    assert kernel.request("kernel_info_request", {}, channel="control")["status"] == "ok"
    # Clients show the last status that came: the kernel is still busy.
    states = [
        m["content"]["execution_state"] for m in kernel.drain(0.5) if m["msg_type"] == "status"
    ]
    assert states[-1] == "busy"
    gate.open()
    assert kernel.collect(message_id).text == "'done'"


def test_completion_and_inspection_count_characters(kernel):
    code = "const 이름 = '😀😀'; const emojiName = 이름.length; emojiNa"
    reply = kernel.request("complete_request", {"code": code, "cursor_pos": len(code)})
    assert reply["matches"] == ["emojiName"]
    assert code[reply["cursor_start"] : reply["cursor_end"]] == "emojiNa"
    code = "/* 😀😀 */ Math.max"
    reply = kernel.request("inspect_request", {"code": code, "cursor_pos": len(code), "detail_level": 0})
    assert "max(...values: number[]): number" in reply["data"]["text/plain"]


def test_completion_knows_earlier_cells_and_paths(kernel):
    kernel.ok("const perceptronBias = { value: 1, history: [0] };")
    complete = lambda code: kernel.request("complete_request", {"code": code, "cursor_pos": len(code)})
    assert complete("perceptronB")["matches"] == ["perceptronBias"]
    assert complete("perceptronBias.hist")["matches"] == ["history"]
    code = "import { Random } from './lib/rand"
    reply = complete(code)
    assert "random" in reply["matches"]
    assert code[reply["cursor_start"] : reply["cursor_end"]] == "rand"
    assert "log" in complete("import {} from '../lib/random/l")["matches"]
    assert "natural" in complete("import natural from 'natu")["matches"]


def test_help_of_a_broken_cell_is_empty_not_an_error(kernel):
    reply = kernel.request("inspect_request", {"code": "}}}(", "cursor_pos": 2, "detail_level": 0})
    assert (reply["status"], reply["found"]) == ("ok", False)
    reply = kernel.request("complete_request", {"code": "", "cursor_pos": 0})
    assert reply["status"] == "ok"


def test_usage_without_a_connection_file():
    from conftest import ROOT

    done = subprocess.run(["node", ROOT / "kernel/main.cjs"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "CONNECTION_FILE" in done.stderr
