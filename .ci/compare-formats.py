"""Compares what the consumers of each format find with the counts of the JSON report of the same run.

Takes the JSON report, and the path of the others without their ending, which is the format's name.
"""
import csv
import html.parser
import io
import json
import sys

from cmarkgfm.cmark import Options, markdown_to_html_with_extensions
from junitparser import JUnitXml
from sarif import loader

report = json.load(open(sys.argv[1]))
base = sys.argv[2]
counts = report["counts"]
open_count = counts["failed"] + counts["unknown"]
errors = sum(problem["severity"] == "error" for problem in report["problems"])


def text(ending):
    return open(f"{base}.{ending}", encoding="utf-8", newline="").read()


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"{base}: {what}: {found}, not {expected}")


def sarif():
    for ending, expected in (("sarif", open_count), ("sarif-full", len(report["requirements"]))):
        results = loader.load_sarif_file(f"{base}.{ending}").get_results()
        of_input = [result for result in results if result["ruleId"] == "input/unreadable"]
        expect(f"{ending} results", len(results) - len(of_input), expected)
        expect(f"{ending} results about the input", len(of_input), errors)
        run = json.loads(text(ending))["runs"][0]
        notes = [note for note in run["invocations"][0]["toolExecutionNotifications"] if note["level"] == "note"]
        expect(f"{ending} waived", len(notes), counts["waived"] if ending == "sarif" else 0)
        # GitHub may refuse a log of a run without success.
        expect(f"{ending} success", run["invocations"][0]["executionSuccessful"], errors == 0 or ending == "sarif")
        severities = [rule["id"] for rule in run["tool"]["driver"]["rules"] if "security-severity" in rule["properties"]]
        expect(f"{ending} vulnerabilities", severities, [])


def gitlab():
    issues = json.loads(text("gitlab"))
    # What the audit rests on is an issue of its own, where that is more than the export.
    notes = [issue for issue in issues if issue["check_name"] == "input/configuration"]
    if any((report.get("configuration") or {}).values()):
        expect("gitlab configuration", len(notes), 1)
    expect("gitlab issues", len(issues) - len(notes), open_count + counts["waived"] + counts["recommended"] + counts["manual"] + errors)
    expect("gitlab fingerprints", len({issue["fingerprint"] for issue in issues}), len(issues))
    for issue in issues:
        expect("gitlab severity", issue["severity"] in ("info", "minor", "major", "critical", "blocker"), True)
        expect("gitlab line", type(issue["location"]["lines"]["begin"]), int)


def table():
    rows = list(csv.reader(io.StringIO(text("csv").removeprefix("\ufeff")), strict=True))
    expect("csv rows", len(rows), len(report["requirements"]) + errors + 1)
    expect("csv columns", {len(row) for row in rows}, {len(rows[0])})
    # As a spreadsheet reads it that separates cells by commas, and as one does that separates them by semicolons.
    cells = [cell for row in rows for cell in row] + [cell for line in text("csv").splitlines() for cell in line.split(";")]
    expect("csv formulas", [cell for cell in cells if cell.lstrip('" ')[:1] in tuple("=+-@\t\r")], [])


def github():
    lines = text("github").splitlines()
    limited = {"error": counts["failed"] + errors, "warning": counts["unknown"] + len(report["problems"]) - errors, "notice": 1 + counts["recommended"] + counts["waived"]}
    for level, count in limited.items():
        expect(f"github {level}s", sum(line.startswith(f"::{level} ") for line in lines), min(count, 10))
    expect("github lines", all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines), True)


class Page(html.parser.HTMLParser):
    """Keeps the tables as texts of cells, and which elements there are."""

    def __init__(self):
        super().__init__()
        self.elements, self.tables, self.in_cell, self.headings, self.links = set(), [], False, [], []

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.in_cell = True
        elif tag == "h3":
            self.headings.append("")
        elif tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.in_cell = False

    def handle_data(self, data):
        if self.headings and self.lasttag == "h3":
            self.headings[-1] += data
        if self.in_cell:
            self.tables[-1][-1][-1] += data.strip()


def markdown():
    # One column more than each table has: a row that breaks out of its cells would fill it, and not be cut silently.
    lines = text("markdown").split("\n")
    for index, line in enumerate(lines):
        if line.startswith("|:--"):
            lines[index - 1] += " |"
            lines[index] += ":--|"
    page = Page()
    # Unsafe and without GitHub's filter of tags, so that no tag is hidden from the check.
    extensions = ["table", "autolink", "strikethrough", "tasklist"]
    page.feed(markdown_to_html_with_extensions("\n".join(lines), Options.CMARK_OPT_UNSAFE, extensions))
    # Whatever a name contains, nothing comes out but what the report itself is made of.
    allowed = {"h2", "h3", "h4", "p", "strong", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "br", "code", "pre", "a"}
    expect("markdown elements", page.elements - allowed, set())
    # A username is an address.
    expect("markdown links", [link for link in page.links if not link.startswith("mailto:")], [])
    expect("markdown bytes", len(text("markdown").encode()) < 65536, True)
    for rows in page.tables:
        expect("markdown cells too many", [row for row in rows[1:] if row[-1]], [])
        expect("markdown cells too few", [row for row in rows[1:] if not row[0]], [])
    shown = {rows[0][0]: len(rows) - 1 for rows in page.tables}
    expect("markdown waived", shown.get("Waived", 0), counts["waived"])
    listed = {name: int(count.split()[0]) for name, _, count in (heading.partition(": ") for heading in page.headings) if "row" in count}
    expect("markdown manual", listed.pop("Manual steps, which no export shows", 0), counts["manual"])
    expect("markdown recommended", listed.pop("Recommended, not required", 0), counts["recommended"])
    expect("markdown not passed", sum(listed.values()), open_count)


def junit():
    cases = [case for suite in JUnitXml.fromfile(f"{base}.junit-annotated") for case in suite]
    attributes = [case._elem.attrib for case in cases]
    expect("junit-annotated places", [a for a in attributes if not a.get("file") or not a.get("line", "").isdigit()], [])


for check in (sarif, gitlab, table, github, markdown, junit):
    check()
