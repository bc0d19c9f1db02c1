"""Program nociq-verify from outside: exit codes, what it prints, folders and servers.

The server here is a few lines of Python over an export, so that what the program asks of a server
is tested without ours; it can lie, hide payloads and fall over.
"""

import base64
import http.server
import json
import os
import pathlib
import shutil
import struct
import subprocess
import tempfile
import threading
import urllib.parse

from sample_export import make_export

PROGRAM = os.environ["LEDGER_NOCIQ_VERIFY"]
SIZE = 600
PAGE = 100  # The server ends its pages early.
OK, TAMPERED, CANNOT_TELL = 0, 1, 2


def run(*arguments):
    command = [PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def expect(code, *arguments):
    finished = run(*arguments)
    assert finished.returncode == code, (arguments, finished)
    return finished.stdout


def payloads_of(export):
    events = []
    for path in sorted((export / "payload").rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        while data:
            state, salt, length = struct.unpack(">B32sI", data[:37])
            payload, data = data[37 : 37 + length], data[37 + length :]
            events.append((state, salt, payload))
    return events


class Server(http.server.ThreadingHTTPServer):
    """Publishes `export` the way a ledger does."""

    def __init__(self, export):
        super().__init__(("127.0.0.1", 0), Handler)
        self.export = export
        self.payloads = payloads_of(export)
        sheet = json.loads((export / "balances.json").read_text(), parse_float=str)
        self.balances = {(b["account"], b["asset"]): b["balance"] for b in sheet["balances"]}
        self.hides_events = False
        self.fails_at = None
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def event(self, position):
        state, salt, payload = self.payloads[position]
        text = "null" if state else payload.decode()
        told = "null" if state else f'"{base64.b64encode(salt).decode()}"'
        return f'{{"position":{position},"payload":{text},"salt":{told}}}'

    def answer(self, path, query):
        if path == self.fails_at:
            return 500, b"{}"
        if path.startswith("/log/"):
            file = self.export / path.removeprefix("/log/")
            return (200, file.read_bytes()) if file.is_file() else (404, b"{}")
        if path.startswith("/api/v1/events") and self.hides_events:
            return 403, b"{}"
        if path == "/api/v1/events":
            assert query["record"] == "true"
            first = int(query["from"])
            last = min(first + min(int(query["limit"]), PAGE), len(self.payloads))
            events = ",".join(self.event(position) for position in range(first, last))
            return 200, f'{{"events":[{events}],"next_from":{last}}}'.encode()
        if path.startswith("/api/v1/events/"):
            return 200, self.event(int(path.removeprefix("/api/v1/events/"))).encode()
        if path == "/api/v1/ledger/balances":
            assert int(query["as_of"]) == SIZE - 1
            balance = self.balances.get((query["account"], query["asset"]))
            line = f'{{"account":"x","balance":{balance}}}' if balance else ""
            return 200, f'{{"balances":[{line}]}}'.encode()
        return 404, b"{}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        target = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(target.query))
        status, body = self.server.answer(target.path, query)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def flip(file, offset=0):
    data = bytearray(file.read_bytes())
    data[offset] ^= 1
    file.write_bytes(data)


def check_folder(export, policy, folder):
    assert expect(OK, export, "--policy", policy).startswith("OK\nlog: test.example/log, 600 ")
    assert "self-consistent only" in expect(CANNOT_TELL, export)
    assert expect(OK, export, "--policy", policy, "--quiet") == ""
    report = json.loads(expect(OK, export, "--policy", policy, "--replay-balances", "--json"))
    assert report["verdict"] == "ok" and report["size"] == SIZE and len(report["balances"]) == 8
    assert report["payloads_checked"] == SIZE
    skipped = json.loads(expect(OK, export, "--policy", policy, "--skip-payloads", "--json"))
    assert skipped["payloads_checked"] == 0

    copy = folder / "changed"
    shutil.copytree(export, copy)
    flip(copy / "tile" / "entries" / "001", 100)
    out = expect(TAMPERED, copy, "--policy", policy)
    assert out.startswith("TAMPERED\nfirst bad position: 256\nwhere: tile/entries/001\nwhy: "), out
    report = json.loads(expect(TAMPERED, copy, "--json"))
    assert report["position"] == 256 and report["file"] == "tile/entries/001"


def check_kept_checkpoint(export, folder):
    kept = folder / "kept"
    expect(CANNOT_TELL, export, "--since", kept)
    assert not kept.exists()
    expect(CANNOT_TELL, export, "--since", kept, "--update")
    assert kept.read_bytes() == (export / "checkpoint").read_bytes()
    expect(OK, export, "--since", kept, "--update")
    damaged = folder / "damaged"
    damaged.write_text("nonsense\n")
    expect(CANNOT_TELL, export, "--since", damaged, "--update")
    assert damaged.read_text() == "nonsense\n"


def check_usage(export, folder):
    bad_policy = folder / "bad_policy"
    bad_policy.write_text("log nonsense\n")
    expect(CANNOT_TELL, export, "--policy", bad_policy)
    expect(CANNOT_TELL, export, "--policy", folder / "missing")
    expect(CANNOT_TELL, export, "--update")
    expect(CANNOT_TELL, export, "--nonsense")
    expect(CANNOT_TELL)
    expect(CANNOT_TELL, folder / "missing")
    expect(CANNOT_TELL, "http://127.0.0.1:1")
    expect(CANNOT_TELL, "https://127.0.0.1")
    assert "--since" in expect(OK, "--help")


def check_server(export, policy):
    server = Server(export)
    told = ["--policy", policy, "--json"]
    report = json.loads(expect(OK, server.url, *told, "--replay-balances"))
    assert report["payloads_checked"] == SIZE and len(report["balances"]) == 8

    state, salt, payload = server.payloads[300]
    server.payloads[300] = (state, salt, payload.replace(b"amount", b"amounT"))
    report = json.loads(expect(TAMPERED, server.url, *told))
    assert report["position"] == 300, report
    server.payloads[300] = (1, b"", b"")
    report = json.loads(expect(OK, server.url, *told))
    assert report["payloads_redacted"] == 1

    server.hides_events = True
    report = json.loads(expect(OK, server.url, *told))
    assert report["payloads_checked"] == 0 and report["payloads_redacted"] == 0
    server.hides_events = False

    account = next(iter(server.balances))
    server.balances[account] = "7.00"
    assert "the source says" in expect(TAMPERED, server.url, *told, "--replay-balances")

    for path in ("/log/checkpoint", "/log/tile/1/000.p/2", "/api/v1/events", "/api/v1/events/0"):
        server.fails_at = path
        expect(CANNOT_TELL, server.url, *told)
    server.shutdown()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        export = make_export(folder)
        policy = folder / "policy"
        policy.write_text("# ours\nlog " + (export / "vkey").read_text())
        check_folder(export, policy, folder)
        check_kept_checkpoint(export, folder)
        check_usage(export, folder)
        check_server(export, policy)
        print("nociq-verify does what its manual says")


if __name__ == "__main__":
    main()
