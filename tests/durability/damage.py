"""Damage to files of a data folder, and what a server says that it holds; for tests in Python."""

import hashlib
import json

from nociq_server import NOCIQ, run

PAGE = 10_000


def flip(path, offset):
    """Inverts one bit of the byte there; from the end when negative."""
    content = bytearray(path.read_bytes())
    content[offset] ^= 1
    path.write_bytes(content)


def only(paths):
    (path,) = paths
    return path


def write_ahead_log(data):
    return only(path for path in (data / "log").glob("*.log") if path.stat().st_size > 0)


def table_of_frames(data):
    """By the name of its column family, which stands among its properties."""
    tables = (data / "log").glob("*.sst")
    return only(path for path in tables if b"frames" in path.read_bytes()[-4096:])


def current_manifest(data):
    return data / "log" / (data / "log" / "CURRENT").read_text().strip()


def middle(path):
    return path.stat().st_size // 2


class Contents:
    """What a server says that it holds."""

    def __init__(self, server):
        client = server.client
        self.lines = []
        size = 1
        while len(self.lines) < size:
            target = f"/api/v1/events?record=true&limit={PAGE}&from={len(self.lines)}"
            page = client.get(target, accept="application/x-ndjson")
            assert page.status == 200, page
            self.lines += page.body.splitlines()
            size = int(page.headers["X-Log-Size"])
        self.digest = hashlib.sha256(b"\n".join(self.lines)).hexdigest()
        server.catch_up()
        self.views = {
            view["name"]: (view["position"], view["digest"])
            for view in json.loads(
                run(NOCIQ, "projection", "list", "--json", "--url", server.url).stdout
            )["projections"]
        }
