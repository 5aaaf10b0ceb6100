import os
import pty
import signal
import subprocess
import sys
from pathlib import Path


def test_serve_in_a_terminal_says_what_it_is_and_ends_at_ctrl_c(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [str(Path(sys.executable).with_name("aidlc")), "serve"],
        cwd=tmp_path,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        assert process.stderr is not None
        said = process.stderr.readline().decode("utf-8")
        process.send_signal(signal.SIGINT)
        status = process.wait(timeout=60)
    os.close(ours)
    assert (
        said
        == "aidlc: serving MCP on standard input and output, for an assistant to start. Ctrl-C ends it.\n"
    )
    assert status == 130
