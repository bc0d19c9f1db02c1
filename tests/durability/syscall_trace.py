"""Reads what strace wrote of a server, and checks that it answers only for what is on the disk.

    strace -f -y -s 262144 -o FILE -e trace=CALLS nociq serve ...
"""

import codecs
import collections
import re
import shutil
import subprocess

from written_log import WrittenLog

CALLS = "fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg,recvfrom,recvmsg,read,readv"
OPTIONS = ("-f", "-y", "-ttt", "-s", "262144", "-e", f"trace={CALLS}")

LINE = re.compile(r"(?P<thread>\d+) +(?P<time>[\d.]+) (?P<rest>.*)", re.DOTALL)
RESUMED = re.compile(r"<\.\.\. (?P<name>\w+) resumed>(?P<rest>.*)", re.DOTALL)
CALL = re.compile(r"(?P<name>\w+)\((?P<rest>.*)", re.DOTALL)
OUTCOME = re.compile(r"\) += (?P<value>-?\d+)[^)]*?(?:\(.*\))?(?: \(INJECTED\))?$")
FILE = re.compile(r"\d+<(?P<name>[^>]*)>")
WRITTEN = re.compile(r'"(?P<bytes>(?:[^"\\]|\\.)*)", (?P<count>\d+), (?P<offset>\d+)')
UNFINISHED = " <unfinished ...>"

KEY = re.compile(r"[Ii]dempotency-[Kk]ey: (\S+?)\\r\\n")
REQUEST = re.compile(r'"(POST|PUT|DELETE) ')
STATUS = re.compile(r"HTTP/1\.1 (\d\d\d) ")

RECEIVING = {"recvfrom", "recvmsg", "read", "readv"}
SENDING = {"sendto", "sendmsg", "write", "writev"}
SYNCING = {"fsync", "fdatasync"}
CHANGING = SYNCING | {"pwrite64"}


def strace_works():
    """Whether it is there, and may trace here."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-o", "/dev/null", "true"], check=False).returncode == 0


class Call:
    """One system call; `began` and `ended` are the numbers of its lines."""

    def __init__(self, name, text, began, time):
        self.name = name
        self.text = text
        self.began = began
        self.ended = None
        self.time = time
        self.value = None

    @property
    def file(self):
        found = FILE.match(self.text)
        return found["name"] if found else ""

    def written(self):
        """Where a pwrite64 wrote, and what; a write may be shorter than was asked."""
        found = WRITTEN.search(self.text)
        contents, _ = codecs.escape_decode(found["bytes"].encode("latin-1"))
        assert len(contents) == int(found["count"]), "cut off by strace"
        return int(found["offset"]), contents[: self.value]

    def end(self, text, number):
        self.text += text
        self.ended = number
        outcome = OUTCOME.search(self.text)
        self.value = int(outcome["value"]) if outcome else None


def read_calls(lines):
    """Calls in the order in which they ended; those that never did come last."""
    under_way = {}
    ended = []
    for number, line in enumerate(lines):
        found = LINE.match(line.rstrip("\n"))
        if not found:
            continue
        thread, rest = found["thread"], found["rest"]
        if resumed := RESUMED.match(rest):
            call = under_way.pop(thread, None)
            if call:
                call.end(resumed["rest"], number)
                ended.append(call)
        elif started := CALL.match(rest):
            call = Call(started["name"], "", number, float(found["time"]))
            if rest.endswith(UNFINISHED):
                call.text = started["rest"].removesuffix(UNFINISHED)
                under_way[thread] = call
            else:
                call.end(started["rest"], number)
                ended.append(call)
    return ended + list(under_way.values())


class Untimely(AssertionError):
    """An answer left before what it answers for was on the disk."""


class Trace:
    """What happened to the write-ahead log and on the connections, each by its keys."""

    def __init__(self, lines, key_pattern):
        self.writes = collections.defaultdict(list)  # By key: (line, file) where a write ended.
        self.syncs = collections.defaultdict(list)  # By file: (began, ended), those that succeeded.
        self.failures = []  # Writes and syncs of files that failed.
        self.changes = collections.defaultdict(list)  # By file: writes and syncs of it.
        self.answers = []  # (line where it began, key, status)
        self.key_pattern = re.compile(key_pattern.encode())
        self.logs = collections.defaultdict(WrittenLog)  # By file.
        self.asked = {}  # By connection: the key that it waits for.
        calls = read_calls(lines)
        for call in sorted(calls, key=self.moment):
            self.take(call)

    @staticmethod
    def moment(call):
        """What is asked and written counts from its end, what is answered from its beginning."""
        return call.began if call.name in SENDING and "socket:" in call.file else call.ended or 0

    def take(self, call):
        is_socket = call.file.startswith("socket:")
        if is_socket and call.name in RECEIVING and REQUEST.search(call.text):
            key = KEY.search(call.text)
            self.asked[call.file] = key[1] if key else None
        elif is_socket and call.name in SENDING:
            self.take_answer(call)
        elif call.name in CHANGING and call.value is not None:
            self.take_change(call)

    def take_change(self, call):
        self.changes[call.file].append(call)
        if call.value < 0:
            self.failures.append(call)
        elif call.name in SYNCING:
            self.syncs[call.file].append((call.began, call.ended))
        elif call.file.endswith(".log"):
            contents = self.logs[call.file].take(*call.written())
            for key in set(self.key_pattern.findall(contents)):
                self.writes[key.decode()].append((call.ended, call.file))

    def take_answer(self, call):
        status = STATUS.search(call.text)
        key = self.asked.pop(call.file, None)
        if status and key:
            self.answers.append((call.began, key, int(status[1])))

    def is_covered(self, key, answered):
        """Whether a sync began after a write of this key and ended before the answer."""
        return any(
            written < began and ended < answered
            for written, file in self.writes.get(key, ())
            for began, ended in self.syncs[file]
        )

    def check(self):
        """The keys of all that was acknowledged, each with a sync before its answer."""
        acknowledged = []
        for line, key, status in self.answers:
            if status >= 300:
                continue
            if not self.is_covered(key, line):
                raise Untimely(f"line {line + 1}: {status} to {key} before it was synced")
            acknowledged.append(key)
        return acknowledged

    def changes_of(self, file):
        return self.changes[file]

    def syncs_of_the_log(self):
        return sum(len(syncs) for file, syncs in self.syncs.items() if file.endswith(".log"))
