"""Requests that write, or are refused, and what each of them must leave in the log.

The key of a request stands in its events as well, so that its effects can be counted.
"""

import json

# What one command appends: all of it or nothing.
FOUNDING = ("log.created", "asset.defined", "sla.policy_published")
CREATING = ("outage.created", "sla.terms_pinned")
RESOLVING = ("outage.resolved", "sla.calculated")
DELETING = ("outage.deleted", "sla.calculated")
IMPORTING = CREATING + RESOLVING  # For each row.

# What a timer appends, for the deadline of each of these outages has long gone.
TELLING = ("sla.breached",)
CLEARING = ("sla.breach_cleared",)  # With a resolution that shows that there was none.
IN_TIME = ("medium", "low")  # Severities that allow the hour that each of them lasts.

MOST_ROWS = 4
SEVERITIES = ("critical", "high", "medium", "low")


class Command:
    """One request; `types` is empty when it is refused."""

    def __init__(self, key, line, body, status, types):
        self.key = key
        self.line = line
        self.body = body
        self.status = status
        self.types = types

    def send(self, client):
        return client.ask(*self.line, self.body, idempotency_key=self.key)

    @property
    def outage(self):
        """That it names in its target."""
        return self.line[1].partition("?")[0].rsplit("/", 1)[1]

    def types_after(self, told_wrongly):
        """What it appends when of these outages a breach was told that their end takes back."""
        clears = self.types == RESOLVING and self.outage in told_wrongly
        return self.types + CLEARING if clears else self.types

    @property
    def is_import(self):
        """Cut into commands of its own, an import answers a retry without being a replay."""
        return self.types[: len(IMPORTING)] == IMPORTING


def create(key, prng):
    body = {
        "site_name": f"Site of {key}",
        "severity": prng.choice(SEVERITIES),
        "detected_at": "2026-01-16T09:30:00Z",
        "description": key,
        "back_dating_reason": "recorded late",
    }
    return Command(key, ("POST", "/api/v1/outages"), body, 201, CREATING)


def resolve(key, outage):
    body = {
        "status": "resolved",
        "resolved_at": "2026-01-16T10:30:00Z",
        "resolution_notes": key,
    }
    return Command(key, ("PUT", f"/api/v1/outages/{outage}"), body, 200, RESOLVING)


def delete(key, outage):
    target = f"/api/v1/outages/{outage}?reason={key}"
    return Command(key, ("DELETE", target), None, 204, DELETING)


def bulk_import(key, prng):
    rows = [
        {
            "id": f"{key}.{number}",
            "site_name": "Alpha",
            "severity": prng.choice(SEVERITIES),
            "description": key,
            "detected_at": "2026-01-16T09:30:00Z",
            "resolved_at": "2026-01-16T10:30:00Z",
        }
        for number in range(prng.randint(1, MOST_ROWS))
    ]
    target = "/api/v1/outages/bulk-import"
    return Command(key, ("POST", target), rows, 200, IMPORTING * len(rows))


def refused(key, prng, resolved):
    """Malformed, impossible by the state of things, or about nothing."""
    outage = prng.choice(resolved) if resolved else None
    status = prng.choice((400, 404, 409) if outage else (400, 404))
    if status == 400:
        body = {"site_name": "Alpha", "severity": "worst", "description": key}
        return Command(key, ("POST", "/api/v1/outages"), body, 400, ())
    if status == 404:
        body = {"resolution_notes": key}
        return Command(key, ("PUT", "/api/v1/outages/OUT0"), body, 404, ())
    body = {"status": "investigating", "resolution_notes": key}
    return Command(key, ("PUT", f"/api/v1/outages/{outage}"), body, 409, ())


def key_in(event):
    """Of the request that wrote this event; only the first event of a command holds it."""
    payload = event["payload"]
    for field in ("resolution_notes", "description", "reason"):
        if payload.get(field) and event["type"].startswith("outage."):
            return payload[field].strip()
    return None


def check_events(command, events, reply):
    """`events` are those of `command`, which was answered by `reply` (status, body)."""
    keys = {key_in(event) for event in events} - {None}
    assert keys == {command.key}, (command.key, events)
    outages = {event["payload"]["outage"] for event in events}
    if command.is_import:
        named = {row["outage_id"] for row in json.loads(reply["body"])["rows"]}
        assert outages == named, (command.key, outages, named)
        return
    (outage,) = outages
    if command.types == CREATING:
        assert outage == json.loads(reply["body"])["id"], (command.key, events)
        stored = events[0]["payload"]
        for field in command.body.keys() - {"back_dating_reason"}:
            assert stored[field] == command.body[field], (field, stored)
    else:
        assert outage == command.outage, (command.key, events)
