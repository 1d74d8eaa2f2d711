"""Several processes that train one model: `python -m nn.processes COUNT script.py …`.

On one machine that is all: COUNT processes run the script, and the devices of all of them are one. On several machines,
the same command runs on each, with the number of its process and the address at which the first one listens:

    python -m nn.processes 2 --number 0 --at 10.0.0.1:1234 script.py        on the first machine, 10.0.0.1
    python -m nn.processes 2 --number 1 --at 10.0.0.1:1234 script.py        on the second

The script is that of a single process: `fit(…, backend="jax")` finds out that there are several. Where a cluster has a
launcher that JAX knows (Slurm's srun, Open MPI's mpirun), `jax.distributed.initialize()` at the beginning of the script
does without this one.

Where a process is lost, all of them end, with one line that says so and how to go on.
"""

from __future__ import annotations

import argparse
import os
import runpy
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from inspect import signature
from tempfile import TemporaryFile
from typing import IO, Any, NoReturn

from autograd import ChainruleError
from autograd.language import say
from autograd.notation import quoted, shown
from nn.errors import ProcessLostError, SettingError
from nn.training.together import COMMAND

#: How many seconds a process may be silent before the others give it up.
HEARTBEAT = 10
#: The status of a process that has found another one gone; what it says of that is in its report.
LOST = 75
#: How many seconds the other processes are waited for when one has ended badly; and when it has waited itself.
PATIENCE, LITTLE_PATIENCE = HEARTBEAT + 5, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status: 0, 1 if a process was lost or failed, 2 for a wrong command."""
    parser = argparse.ArgumentParser(prog="python -m nn.processes", description="Several processes train one model.")
    parser.add_argument("count", metavar="COUNT", help=say("how many processes there are on all machines"))
    parser.add_argument(
        "--number", metavar="N", help=say("run only process N here, from 0 on; the others run elsewhere")
    )
    parser.add_argument("--at", metavar="HOST:PORT", help=say("where process 0 listens"))
    parser.add_argument("script", help=say("the script of each process"))
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="…", help=say("its arguments"))
    given = list(sys.argv[1:] if arguments is None else arguments)
    parsed = parser.parse_args(given)
    try:
        count, numbers, address = _checked(parsed)
    except ChainruleError as error:
        print(f"nn.processes: {error}", file=sys.stderr)
        return 2
    command = shlex.join(["python", "-m", "nn.processes", *given])
    script = [parsed.script, *parsed.rest]
    return _run([_Child(number, count, address, command, script) for number in numbers], command)


def _checked(parsed: argparse.Namespace) -> tuple[int, list[int], str]:
    """How many processes there are, which run here, and where the first one listens."""
    from nn.arguments import whole_number

    def whole(name: str, text: str, low: int, high: int) -> int:
        try:
            return whole_number(name, int(text), low=low, high=high)
        except ValueError:
            raise SettingError(
                say(
                    "{name} is a whole number from {low} to {high}, not {text}",
                    name=name,
                    low=low,
                    high=high,
                    text=quoted(text),
                )
            ) from None

    count = whole("COUNT", parsed.count, 1, 100_000)
    if (parsed.number is None) != (parsed.at is None):
        raise SettingError(say("--number and --at belong together: this process, and where process 0 listens"))
    if not os.path.isfile(parsed.script):
        raise SettingError(say("there is no script {script}", script=quoted(parsed.script, 200)))
    if parsed.number is None:
        return count, list(range(count)), f"127.0.0.1:{_free_port()}"
    host, _, port = parsed.at.rpartition(":")
    if not host:
        raise SettingError(say("--at is HOST:PORT, not {at}", at=quoted(parsed.at)))
    whole("the port of --at", port, 1, 65535)
    return count, [whole("--number", parsed.number, 0, count - 1)], parsed.at


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class _Child:
    """One process that runs the script."""

    def __init__(self, number: int, count: int, address: str, command: str, script: list[str]) -> None:
        self.number, self.count, self.given_up = number, count, False
        self.report: IO[bytes] = TemporaryFile()  # noqa: SIM115  closed with this process
        self._alive, self._ours = os.pipe()  # closes when this process ends, however it does
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nn.processes"],
            env={
                **os.environ,
                COMMAND: command,
                "CHAINRULE_PROCESS": f"{number} {count} {address} {self.report.fileno()} {self._alive}",
                "CHAINRULE_SCRIPT": shlex.join(script),
            },
            pass_fds=(self.report.fileno(), self._alive),
        )
        os.close(self._alive)

    def told(self) -> str:
        """What it has reported: that another process is gone, and how to go on."""
        self.report.seek(0)
        return self.report.read().decode("utf-8", "replace").strip()

    def end(self) -> str:
        """How it has ended, in a few words: "" if that says nothing of why."""
        status, name = self.process.returncode, f"process {self.number} of {self.count}"
        if self.given_up:
            return f"{name} did not answer"
        if status in (0, LOST, -signal.SIGABRT):  # JAX aborts the others itself, if one is silent for too long
            return ""
        return f"{name} was killed by {signal.Signals(-status).name}" if status < 0 else f"{name} ended with {status}"


def _run(children: list[_Child], command: str) -> int:
    """Wait until all processes have ended, or, if one ends badly, until the others have noticed."""
    deadline = None
    try:
        while any(child.process.poll() is None for child in children):
            ended = [status for child in children if (status := child.process.poll())]
            if deadline is None and ended:
                waited = ended[0] in (LOST, -signal.SIGABRT)
                deadline = time.monotonic() + (LITTLE_PATIENCE if waited else PATIENCE)
            if deadline is not None and time.monotonic() > deadline:
                break
            time.sleep(0.05)
    except KeyboardInterrupt:  # which all of them have got, too
        time.sleep(1)
        return 130
    finally:
        for child in children:
            if child.process.poll() is None:
                child.given_up = True
                child.process.kill()
                child.process.wait()
    statuses = [child.process.returncode for child in children]
    if not any(statuses):
        return 0
    if failed := [status for status in statuses if status > 0 and status != LOST]:
        return failed[0]  # and it has said why
    why = next(filter(None, (child.end() for child in children)), "a process no longer answers")
    told = next(filter(None, (child.told() for child in children)), "")
    rest = told or f"from its last checkpoint the run goes on, with resume=True, on any number of processes: {command}"
    print(f"nn.processes: {why}; {rest}", file=sys.stderr)
    return 1


# --- in each process --------------------------------------------------------------------------------------------------


def _child() -> None:
    """Join the others, and run the script."""
    number, count, address, report, alive = os.environ.pop("CHAINRULE_PROCESS").split()
    script = shlex.split(os.environ.pop("CHAINRULE_SCRIPT"))
    threading.Thread(target=_end_with, args=(int(alive),), daemon=True).start()
    _drop_native_messages()
    import jax

    more: dict[str, Any] = {}
    if "heartbeat_timeout_seconds" in signature(jax.distributed.initialize).parameters:
        more["heartbeat_timeout_seconds"] = HEARTBEAT
    jax.distributed.initialize(address, int(count), int(number), **more)
    sys.argv[:] = script
    sys.path[0] = os.path.dirname(os.path.abspath(script[0]))
    try:
        runpy.run_path(script[0], run_name="__main__")
    except ProcessLostError as error:
        os.write(int(report), str(error).encode())
        _end_now(LOST)
    except ChainruleError as error:
        print(f"process {number} of {count}: {shown(str(error), 1000)}", file=sys.stderr)
        _end_now(1)
    except Exception:
        sys.excepthook(*sys.exc_info())
        _end_now(1)
    except SystemExit as error:
        if error.code:
            if not isinstance(error.code, int):
                print(error.code, file=sys.stderr)
            _end_now(error.code if isinstance(error.code, int) else 1)


def _end_with(alive: int) -> None:
    """End this process when the one that started it is gone."""
    os.read(alive, 1)
    os._exit(1)


def _drop_native_messages() -> None:
    """Keep standard error for Python: where a process is lost, JAX's libraries write a page of their own there."""
    python = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    sys.stderr = os.fdopen(python, "w", buffering=1)


def _end_now(status: int) -> NoReturn:
    """End without the farewell to the others, which would wait for one that is gone."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    if "CHAINRULE_PROCESS" in os.environ:
        _child()
    else:
        sys.exit(main())
