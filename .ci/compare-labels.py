"""Checks that the reports of two orgs, which differ in their label alone, share nothing by which a consumer knows a result again.

Takes the paths of both without their ending.
"""
import json
import sys

from junitparser import JUnitXml

bases = sys.argv[1:3]


def disjoint(what, first, second):
    if not first or set(first) & set(second):
        sys.exit(f"{what}: {sorted(set(first) & set(second))[:3] or 'none'}")


def runs():
    return [json.load(open(f"{base}.sarif"))["runs"][0] for base in bases]


# Code scanning: tool and category, which is what is before the last slash.
disjoint("categories", *([run["automationDetails"]["id"].rsplit("/", 1)[0]] for run in runs()))
disjoint("fingerprints", *([result["partialFingerprints"]["rolecallFinding/v1"] for result in run["results"]] for run in runs()))
# GitLab Code Quality: the fingerprint. Unit tests: suite, class and name; EnricoMi's action: class and name.
disjoint("issues", *([issue["fingerprint"] for issue in json.load(open(f"{base}.gitlab"))] for base in bases))
disjoint("cases", *([(case.classname, case.name) for suite in JUnitXml.fromfile(f"{base}.xml") for case in suite] for base in bases))
