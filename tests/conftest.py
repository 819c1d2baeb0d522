"""What all tests share: the rule for tests that need a Chromium."""

import shutil

import pytest

from crawler.chromium import NAMES


def chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--require-browser", action="store_true", help="fail, not skip, where no Chromium is found")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or chromium():
        return
    if item.config.getoption("--require-browser"):
        pytest.fail("this test needs Chromium and none was found", pytrace=False)
    pytest.skip("needs Chromium")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [
        report for report in terminalreporter.stats.get("skipped", []) if "needs Chromium" in str(report.longrepr)
    ]
    if skipped:
        line = f"{len(skipped)} tests did not run: they need Chromium (Debian: apt-get install chromium)"
        terminalreporter.write_line(line, yellow=True)
