"""Finding outages among many: pages, filters, searches, orders, and the export of all of them."""

import contextlib
import dataclasses
import http.client
import time

import peers
from measuring import http_request, median, serve_nociq, wrk
from report import Table, mib, micros, millis, rate, ratio, seconds

CONNECTIONS = 4
IO_THREADS = 2
NUMBERS = 256  # As many different outages, sites and alarms are asked for.
NEWEST = "detected_at DESC, id"
BY_NAME = "site_name, id"
PIECE_BYTES = 1 << 20

# The same of both: {one}, {site} and {alarm} of our targets are these variables of pgbench.
VARIABLES = f"""\\set number random(0, {NUMBERS - 1})
\\set one :number * 7 + 1
\\set site :number * 13 % 5000
\\set alarm 1000 + :number * 17 % 9000
"""
ONE = "id = 'OUT' || lpad(:one::text, greatest(3, length(:one::text)), '0')"
SITE = "site_id = 'SITE-' || lpad(:site::text, 5, '0')"


def variables(number):
    return {
        "one": f"{number * 7 + 1:03}",
        "site": f"{number * 13 % 5000:05}",
        "alarm": f"{1000 + number * 17 % 9000}",
    }


def page(where="true", order=NEWEST, limit=50, offset=0):
    """What PostgreSQL must answer likewise: a page, and how many there are in all."""
    return f"""SELECT json_build_object(
        'total', (SELECT count(*) FROM outages WHERE {where}),
        'outages', (SELECT json_agg(page) FROM (SELECT * FROM outages WHERE {where}
                    ORDER BY {order} LIMIT {limit} OFFSET {offset}) AS page));
        """


def with_words(*beginnings):
    text = " || ' & ' || ".join(f"{beginning} || ':*'" for beginning in beginnings)
    return f"words @@ to_tsquery('simple', {text})"


@dataclasses.dataclass
class Question:
    name: str
    target: str
    statement: str


QUESTIONS = (
    Question("detail of one", "/OUT{one}", f"SELECT row_to_json(o) FROM outages o WHERE {ONE};"),
    Question("newest 50", "?limit=50", page()),
    Question("50 behind 50,000", "?offset=50000", page(offset=50_000)),
    Question(
        "20, two filters",
        "?limit=20&severity=critical&status=resolved",
        page("severity = 'critical' AND status = 'resolved'", limit=20),
    ),
    Question("a site", "?site_id=SITE-{site}", page(SITE)),
    Question("a word of few", "?search={alarm}", page(with_words(":alarm::text"))),
    Question(
        "a word of few, a word of all",
        "?search={alarm}%20tower",
        page(with_words(":alarm::text", "'tower'")),
    ),
    Question("a beginning of words", "?search=47", page(with_words("'47'"))),
    Question(
        "a word of many, a filter",
        "?search=fibre&severity=critical",
        page(with_words("'fibre'") + " AND severity = 'critical'"),
    ),
    Question(
        "three words of all",
        "?search=tower%20alarm%20poll",
        page(with_words("'tower'", "'alarm'", "'poll'")),
    ),
    Question("by name of site", "?sort_by=site_name&sort_direction=asc", page(order=BY_NAME)),
    Question(
        "a word of many, by name of site",
        "?search=fibre&sort_by=site_name&sort_direction=asc",
        page(with_words("'fibre'"), order=BY_NAME),
    ),
)


class Finding:
    """`log`: a data folder with many outages, and views that are up to date."""

    def __init__(self, work, effort, log):
        self.work = work
        self.effort = effort
        self.log = log

    def ask(self):
        """Each question of both, from a few clients at once."""
        csv = self.work / "outages.csv"
        with serve_nociq(self.log, "--io-threads", str(IO_THREADS)) as served:
            ours = [self.repeated(lambda one=one: self.ask_us(served, one)) for one in QUESTIONS]
            exported = self.export(served, csv)
        with peers.OutageTable(self.work) as table:
            table.fill(csv)
            theirs = [
                self.repeated(
                    lambda one=one: table.ask(
                        VARIABLES + one.statement, CONNECTIONS, self.effort.seconds
                    )
                )
                for one in QUESTIONS
            ]
        csv.unlink()
        return [self.question_table(ours, theirs), exported], {}

    def repeated(self, once):
        return median([once() for _ in range(self.effort.repeats)], by="cpu_us")

    def ask_us(self, served, question):
        requests = [
            http_request("GET", "/api/v1/outages" + question.target.format(**variables(number)))
            for number in range(NUMBERS)
        ]
        return wrk(served, requests, CONNECTIONS, self.effort.seconds, self.work)

    def question_table(self, ours, theirs):
        table = Table(
            "finding",
            f"Finding outages, {CONNECTIONS} connections",
            [
                "question",
                "requests/s",
                "p50",
                "p99",
                "server CPU/request",
                "PostgreSQL's p50",
                "… CPU/request",
                "… CPU of nociq's",
            ],
        )
        for question, own, other in zip(QUESTIONS, ours, theirs, strict=True):
            table.add(
                question.name,
                rate(own["rate"]),
                millis(own["p50_ms"]),
                millis(own["p99_ms"]),
                micros(own["cpu_us"]),
                millis(other["p50_ms"]),
                micros(other["cpu_us"]),
                ratio(other["cpu_us"] / own["cpu_us"]),
            )
        return table

    def export(self, served, path):
        """All of them as CSV, into a file."""
        table = Table(
            "export",
            "Exporting all outages as CSV",
            ["outages", "MiB", "time", "server CPU", "peak memory"],
        )
        cpu, start = served.cpu_seconds(), time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", served.port)
        with contextlib.closing(connection), path.open("wb") as file:
            connection.request("GET", "/api/v1/outages/export?format=csv")
            reply = connection.getresponse()
            assert reply.status == 200, reply.read()
            while piece := reply.read(PIECE_BYTES):
                file.write(piece)
        wall = time.monotonic() - start
        with path.open("rb") as file:
            rows = sum(1 for _ in file) - 1
        table.add(
            f"{rows:,}",
            f"{path.stat().st_size / 2**20:,.0f}",
            seconds(wall),
            seconds(served.cpu_seconds() - cpu),
            mib(served.memory_mib("VmHWM")),
        )
        return table
