"""Run in Pyodide: tests of /repo/tests. One that needs what cannot be there, such as NumPy, is skipped."""

import glob
import os
import sys

sys.path.append("/packages")
sys.path.insert(0, "/repo/tests/shared")
os.chdir("/tmp")
os.environ["LANGUAGE"] = "en"  # as tests/conftest.py has it, which needs hypothesis

import pytest  # noqa: E402

#: The engine, and what audits and reads; not those tests of it that take minutes even outside a browser.
USUAL = (
    "test_*.py", "auditor/test_arithmetic.py", "auditor/test_claims.py", "auditor/test_rules.py",
    "auditor/test_verdicts.py", "auditor/test_worked_*.py", "reader/test_reading.py", "reader/test_kinds.py",
)  # fmt: skip
#: What these free at once, a chain of 100,000 nodes, is more than a browser's stack holds; it ends the whole process.
TOO_DEEP = "not hundred_thousand and not chain_of_a_million and not recursion"
ABSENT = {"numpy", "hypothesis", "PIL", "matplotlib", "nbformat", "pypdfium2", "safetensors"}
OPTIONS = [
    "-q", "-rN", "--tb=short", "-p", "no:cacheprovider", "-p", "no:faulthandler", "--noconftest", "-c", "/dev/null",
    "--rootdir=/repo", "--import-mode=importlib", "-W", "error", "--continue-on-collection-errors", "-k", TOO_DEEP,
]  # fmt: skip


def what_is_absent(error: object) -> str:
    """What an error says is not there, of what cannot be; or nothing."""
    if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] in ABSENT:
        return str(error.name)
    if isinstance(error, OSError) and "does not support processes" in str(error):
        return "processes"
    said = {"pictures need Graphviz": "Graphviz", "needs NumPy": "NumPy", "can't start new thread": "threads"}
    return next((absent for words, absent in said.items() if words in str(error)), "")


class Here:
    """What tests/conftest.py gives, as far as there is no network to train; and skips."""

    @pytest.fixture
    def run(self, capsys):
        import autograd.cli

        def command(*arguments, main=autograd.cli.main):
            return main(list(arguments)), *capsys.readouterr()

        return command

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self):
        return (yield from self.skipping())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self):
        return (yield from self.skipping())

    def skipping(self):
        try:
            return (yield)
        except Exception as error:
            if absent := what_is_absent(error):
                pytest.skip(f"no {absent} here")
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_pycollect_makemodule(self):
        return Module.from_module((yield))


class Module(pytest.Module):
    """A file of tests that is skipped where what it imports is absent."""

    @classmethod
    def from_module(cls, module):
        return cls.from_parent(module.parent, path=module.path)

    def _getobj(self):
        try:
            return super()._getobj()
        except self.CollectError as error:
            if any(f"No module named '{name}" in str(error) for name in ABSENT) or what_is_absent(error):
                pytest.skip("imports what is not here", allow_module_level=True)
            raise


TESTS = os.environ.get("TESTS", "").split() or [
    path for pattern in USUAL for path in sorted(glob.glob(f"/repo/tests/autograd/{pattern}"))
]
int(pytest.main([*OPTIONS, *TESTS], plugins=[Here()]))
