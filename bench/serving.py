"""Requests over HTTP: ours, and the same work done by peers in the same run."""

import contextlib
import datetime
import http.client
import json
import shutil

import peers
from measuring import http_request, median, serve_nociq, settle, wrk
from report import Table, micros, millis, rate, ratio

CONNECTIONS = (1, 64, 256)
IO_THREADS = 2
LIST_LIMIT = 50


def outage(number=None):
    detected = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=1)
    body = {
        "site_name": "Cell Tower 00421",
        "site_id": "SITE-00421",
        "severity": "critical",
        "description": "Alarm 4711 on sector 2: no traffic since the last poll; battery falls",
        "affected_services": ["4G", "voice"],
        "affected_subscribers": 18234,
        "location": {"latitude": 6.5244, "longitude": 3.3792},
        "tags": ["auto", "region-12"],
        "detected_at": detected.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "assigned_to": "engineer-7",
    }
    if number is not None:
        body["external_id"] = f"TT-{number:09}"
    return json.dumps(body, separators=(",", ":"))


def post(body, **headers):
    return http_request("POST", "/api/v1/outages", body, **headers)


def get(served, target):
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", target)
        reply = connection.getresponse()
        body = reply.read()
        assert reply.status == 200, (target, reply.status, body)
        return body


class Serving:
    """`work`: a folder on the disk that is measured."""

    def __init__(self, work, effort):
        self.work = work
        self.effort = effort
        self.data = work / "posted"

    def repeated(self, once):
        return median([once() for _ in range(self.effort.repeats)], by="cpu_us")

    def load(self, served, requests, connections):
        seconds = self.effort.seconds
        return self.repeated(lambda: wrk(served, requests, connections, seconds, self.work))

    def posts(self):
        """Durable appends of one outage each. Ours is more than the peers do: see the document."""
        shutil.rmtree(self.data, ignore_errors=True)
        ours, bare, category, own_category = {}, {}, {}, {}
        for number in CONNECTIONS:
            with serve_nociq(self.data, "--io-threads", str(IO_THREADS)) as served:
                ours[number] = self.load(served, [post(outage())], number)
            with peers.append_server(self.work / "bare") as served:
                bare[number] = self.load(served, [post(outage())], number)
        with peers.MessageDb(self.work) as database:
            for number in CONNECTIONS:
                for result, stream in (
                    (category, "outage-:client_id"),
                    (own_category, "outage:client_id-1"),
                ):
                    result[number] = self.repeated(
                        lambda stream=stream, number=number: database.write(
                            stream, outage(), number, self.effort.seconds + 1
                        )
                    )
        return self.post_table(
            {
                "nociq": ours,
                "bare append server": bare,
                "message-db, one category": category,
                "message-db, a category per client": own_category,
            }
        ), {
            "post_of_bare": ours[256]["rate"] / bare[256]["rate"],
            "post_of_message_db": ours[256]["rate"]
            / max(category[256]["rate"], own_category[256]["rate"]),
            "post_cpu_of_bare": bare[256]["cpu_us"] / ours[256]["cpu_us"],
            "post_cpu_of_message_db": min(category[256]["cpu_us"], own_category[256]["cpu_us"])
            / ours[256]["cpu_us"],
            "post_rate": ours[256]["rate"],
        }

    def post_table(self, servers):
        table = Table(
            "posts",
            "Durable POST of an outage",
            ["server", "connections", "requests/s", "of nociq", "p50", "p99", "server CPU/request"],
        )
        for name, results in servers.items():
            for connections, result in results.items():
                table.add(
                    name,
                    connections,
                    rate(result["rate"]),
                    ratio(result["rate"] / servers["nociq"][connections]["rate"]),
                    millis(result["p50_ms"]),
                    millis(result["p99_ms"]),
                    micros(result["cpu_us"]),
                )
        return table

    def keys(self):
        """What `Idempotency-Key` and `external_id` add, each with values of its own."""
        table = Table(
            "keys",
            "POST at 64 connections with an Idempotency-Key and an external_id",
            ["request", "requests/s", "p99", "server CPU/request"],
        )
        count = 400_000  # More than one run can send: no key comes twice.
        requests = [
            post(outage(number), Idempotency_Key=f"bench-{number:09}") for number in range(count)
        ]
        shutil.rmtree(self.data, ignore_errors=True)
        with serve_nociq(self.data) as served:
            for name, sent in (("plain", [post(outage())]), ("with both", requests)):
                result = wrk(served, sent, 64, self.effort.seconds, self.work)
                table.add(
                    name, rate(result["rate"]), millis(result["p99_ms"]), micros(result["cpu_us"])
                )
        return table, {}

    def syncs(self):
        """How many acknowledgements share one fsync, as the kernel counts them."""
        table = Table(
            "syncs",
            "Acknowledgements per fsync",
            ["connections", "acknowledged", "fsync + fdatasync", "acknowledgements per sync"],
        )
        for connections in CONNECTIONS:
            shutil.rmtree(self.data, ignore_errors=True)
            counted = self.work / "strace"
            strace = ["strace", "-f", "--seccomp-bpf", "-c", "-o", counted]
            strace += ["-e", "trace=fsync,fdatasync,sync_file_range,msync"]
            with serve_nociq(self.data, before=strace) as served:
                settle(served)
                result = wrk(
                    served, [post(outage())], connections, self.effort.seconds, self.work
                )
            calls = sum(
                int(line.split()[3])
                for line in counted.read_text().splitlines()
                if line.split() and line.split()[-1] in ("fsync", "fdatasync")
            )
            table.add(
                connections,
                f"{result['requests']:,}",
                f"{calls:,}",
                f"{result['requests'] / calls:.1f}",
            )
        return table, {}

    def gets(self, data):
        """Pages and lists of the folder `data`, and bodies of their sizes from peers."""
        outages = 1024
        with serve_nociq(data, "--io-threads", str(IO_THREADS)) as served:
            first = get(served, "/api/v1/outages/OUT001")
            listed = get(served, f"/api/v1/outages?limit={LIST_LIMIT}")
            filtered_target = "/api/v1/outages?limit=20&severity=critical&status=resolved"
            filtered = get(served, filtered_target)
            details = [
                http_request("GET", f"/api/v1/outages/OUT{number * 7 + 1:03}")
                for number in range(outages)
            ]
            ours = [
                ("detail of one outage", len(first), self.load(served, details, 64)),
                (
                    f"list of {LIST_LIMIT}",
                    len(listed),
                    self.load(
                        served, [http_request("GET", f"/api/v1/outages?limit={LIST_LIMIT}")], 64
                    ),
                ),
                (
                    "list of 20, two filters",
                    len(filtered),
                    self.load(served, [http_request("GET", filtered_target)], 64),
                ),
            ]
        return self.get_table(ours)

    def get_table(self, ours):
        table = Table(
            "gets",
            "GET at 64 connections",
            ["request", "server", "body", "requests/s", "p99", "server CPU/request", "of nociq"],
            texts=(0, 1),
        )
        facts = {}
        bodies = [size for _, size, _ in ours]
        with peers.nginx_server(self.work / "nginx", IO_THREADS, bodies) as nginx:
            for i, (name, size, result) in enumerate(ours):
                requests = [http_request("GET", f"/{i}")]
                with peers.beast_server(IO_THREADS, size) as beast:
                    results = {
                        "nociq": result,
                        "bare Beast": self.load(beast, requests, 64),
                        "nginx": self.load(nginx, requests, 64),
                    }
                for peer, one in results.items():
                    facts[f"get_{i}_of_{peer}"] = one["cpu_us"] / result["cpu_us"]
                    table.add(
                        name,
                        peer,
                        f"{size:,} B",
                        rate(one["rate"]),
                        millis(one["p99_ms"]),
                        micros(one["cpu_us"]),
                        ratio(one["cpu_us"] / result["cpu_us"]),
                    )
        return table, facts
