"""Run in Pyodide: those tests of /repo/tests that need neither NumPy nor hypothesis, nor processes, nor pictures."""

import os
import sys

sys.path.append("/packages")
sys.path.insert(0, "/repo/tests/shared")
os.chdir("/tmp")
os.environ["LANGUAGE"] = "en"  # as tests/conftest.py has it, which needs hypothesis

import pytest  # noqa: E402


class Fixtures:
    """What tests/conftest.py gives, as far as there is no network to train."""

    @pytest.fixture
    def run(self, capsys):
        import autograd.cli

        def command(*arguments, main=autograd.cli.main):
            return main(list(arguments)), *capsys.readouterr()

        return command


OPTIONS = [
    "-q", "-rN", "--tb=line", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--noconftest", "-c", "/dev/null",
    "--rootdir=/repo", "--import-mode=importlib", "-W", "error", "--continue-on-collection-errors",
]  # fmt: skip
TESTS = os.environ.get("TESTS", "/repo/tests/autograd").split()
pytest.main([*OPTIONS, *TESTS], plugins=[Fixtures()])
