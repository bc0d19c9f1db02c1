"""Prints `N passed, N failed` (and `, N skipped`) over the JUnit files that ctest wrote.

A doctest or unittest program counts with the cases it ran, any other test as one. A program that
failed without saying which case (a crash, a timeout, a leak) is one failure more.
"""

import re
import sys
import xml.etree.ElementTree as xml

DOCTEST = re.compile(r"test cases: +\d+ \| +(\d+) passed \| +(\d+) failed \| +(\d+) skipped")
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(.*)$", re.MULTILINE)


def cases(output):
    """(passed, failed, skipped) as the program itself reported them, or None."""
    if found := DOCTEST.search(output):
        return tuple(int(number) for number in found.groups())
    if found := UNITTEST.search(output):
        said = dict(re.findall(r"(\w+)=(\d+)", found[2]))
        failed = int(said.get("failures", 0)) + int(said.get("errors", 0))
        skipped = int(said.get("skipped", 0))
        return int(found[1]) - failed - skipped, failed, skipped
    return None


def count(test):
    status = test.get("status")
    skipped = test.find("skipped")  # ctest says so of a missing program, too
    if status == "disabled" or skipped is not None and "SKIP_" in skipped.get("message", ""):
        return 0, 0, 1
    counted = cases(test.findtext("system-out") or "")
    if status == "run":
        return counted or (1, 0, 0)
    passed, failed, skipped = counted or (0, 0, 0)
    return passed, max(failed, 1), skipped


totals = [0, 0, 0]
for path in sys.argv[1:]:
    for test in xml.parse(path).getroot().iter("testcase"):
        totals = [total + more for total, more in zip(totals, count(test))]
print(f"{totals[0]} passed, {totals[1]} failed" + (f", {totals[2]} skipped" if totals[2] else ""))
sys.exit(1 if totals[1] else 0)
