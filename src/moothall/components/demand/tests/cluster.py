"""A real Spark cluster for tests: one master and two workers, processes of this machine."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

_STARTED = re.compile(r"Starting Spark master at (spark://\S+)")
_JOINED = re.compile("Registering worker")
_PATIENCE = 60.0


def what_is_missing() -> str:
    """Why no cluster can be started here; empty where one can."""
    if find_spec("pyspark") is None:
        return "pyspark is not installed, so there is no Spark to start"
    if shutil.which("java") is None:
        return "Java is not installed, so Spark cannot run"
    return ""


@contextmanager
def spark_cluster(folder: Path) -> Iterator[str]:
    """The address of its master, while it runs; logs and work go into the folder."""
    with ExitStack() as running:
        log = folder / "master.log"
        running.enter_context(_process("master.Master", ["--port", "0"], log))
        address = _await(_STARTED, log, times=1)
        for number in (1, 2):
            work = ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"w{number}")]
            running.enter_context(
                _process(
                    "worker.Worker", ["--port", "0", *work, address], folder / f"w{number}.log"
                )
            )
        _await(_JOINED, log, times=2)
        yield address


@contextmanager
def _process(what: str, arguments: list[str], log: Path) -> Iterator[None]:
    home = Path(import_module("pyspark").__file__ or "").parent
    command = [
        shutil.which("java") or "java",
        "-Xmx256m",
        "-cp",
        str(home / "jars" / "*"),
        f"org.apache.spark.deploy.{what}",
    ]
    command += ["--host", "127.0.0.1", "--webui-port", "0", *arguments]
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_HOME": str(home),
        "SPARK_SCALA_VERSION": "2.13",  # a worker asks for it before it starts an executor
    }
    with log.open("wb") as lines:
        process = subprocess.Popen(command, stdout=lines, stderr=lines, env=environment)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE)


def _await(pattern: re.Pattern[str], log: Path, *, times: int) -> str:
    """What the last of so many lines of a log says."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        found = pattern.findall(log.read_text(errors="replace"))
        if len(found) >= times:
            return str(found[-1])
        time.sleep(0.1)
    raise AssertionError(f"{log} does not say so: {pattern.pattern}")
