"""Compares the counts of a JSON report with those of the JUnit report of the same run, read by junitparser."""
import json
import sys

from junitparser import Error, Failure, JUnitXml, Skipped

counts = json.load(open(sys.argv[1]))["counts"]
cases = [case for suite in JUnitXml.fromfile(sys.argv[2]) for case in suite if not case.classname.endswith(".input")]


def of(kind):
    return sum(1 for case in cases if any(isinstance(result, kind) for result in case.result))


found = {
    "passed": sum(1 for case in cases if not case.result),
    "failed": of(Failure),
    "unknown": of(Error),
    "skipped": of(Skipped),
}
expected = {
    "passed": counts["passed"],
    "failed": counts["failed"],
    "unknown": counts["unknown"],
    "skipped": sum(counts[kind] for kind in ("waived", "notApplicable", "recommended", "manual")),
}
sys.exit(0 if found == expected else f"{sys.argv[2]}: {found}, but {sys.argv[1]} says {expected}")
