"""A pytest plugin that writes one JSON line per test, in the form of node-reporter.mjs.

Load it with `-p pytest_reporter`; the file to write is named by `--count-report`.
"""

import json


class Reporter:
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")
        self.tests = {}

    def write(self, record):
        self.file.write(json.dumps(record) + "\n")
        self.file.flush()

    def pytest_collectreport(self, report):
        if report.failed:
            self.write(
                {
                    "file": report.nodeid.split("::")[0],
                    "name": report.nodeid,
                    "status": "failed",
                    "seconds": 0,
                    "detail": str(report.longrepr),
                }
            )
        elif report.skipped:
            # pytest.importorskip or skip(allow_module_level=True): the whole file stands aside.
            self.write(
                {
                    "file": report.nodeid.split("::")[0],
                    "name": report.nodeid,
                    "status": "skipped",
                    "seconds": 0,
                    "reason": skip_reason(report),
                }
            )

    def pytest_runtest_logreport(self, report):
        # Set-up, call and teardown report one after the other: the worst of the three is the test's.
        record = self.tests.setdefault(
            report.nodeid,
            {
                "file": report.nodeid.split("::")[0],
                "name": report.nodeid,
                "status": "passed",
                "seconds": 0,
            },
        )
        record["seconds"] += report.duration
        if report.failed:
            record["status"] = "failed"
            detail = report.longreprtext or str(report.longrepr)
            record["detail"] = "\n".join(filter(None, [record.get("detail"), detail]))
        elif report.skipped and record["status"] == "passed":
            record["status"] = "skipped"
            record["reason"] = (
                f"todo {report.wasxfail}" if hasattr(report, "wasxfail") else skip_reason(report)
            )
        if report.when == "teardown":
            self.write(self.tests.pop(report.nodeid))

    def pytest_sessionfinish(self, session):
        for record in self.tests.values():
            self.write({**record, "status": "failed", "detail": "This test did not end."})
        self.write({"end": True})
        self.file.close()


def skip_reason(report):
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ")


def pytest_addoption(parser):
    parser.addoption("--count-report", help="write one JSON line per test to this file")


def pytest_configure(config):
    path = config.getoption("--count-report")
    if path:
        config.pluginmanager.register(Reporter(path), "count-report")
