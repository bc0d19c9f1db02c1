"""Stellar's XDR and signatures, ours and the npm SDK's, on the same envelopes."""

import json
import shutil
import sys

from measuring import ROOT, figures, program
from report import Table, rate, ratio

sys.path.append(str(ROOT / "tests/stellar"))
import packages  # noqa: E402

SDK = ROOT / "tests/stellar/sdk"
SDK_FOLDER = ROOT / "build/stellar-sdk-npm"
PEER = ROOT / "bench/stellar/protocol.mjs"
VECTORS = ROOT / "tests/golden/stellar/stellar-dev.json"


class Protocol:
    def __init__(self, work, effort):
        self.work = work
        self.effort = effort

    def measure(self):
        envelopes = self.work / "envelopes"
        vectors = json.loads(VECTORS.read_text())["vectors"]
        envelopes.write_text("".join(vector["envelope_xdr"] + "\n" for vector in vectors))
        ours = figures(program("protocol"), envelopes, self.effort.seconds)
        theirs = self.sdk(envelopes)
        table = Table(
            "protocol", "Stellar's protocol", ["work", "ours", "npm SDK", "ours / npm SDK, by CPU"]
        )
        for case, unit in (
            ("decode", "MB/s"),
            ("encode", "MB/s"),
            ("verify", "signatures/s"),
            ("apply", "payments/s"),
        ):
            a, b = ours[case], theirs[case]
            figure = next(iter(a))
            table.add(
                f"{case}, {unit}",
                rate(a[figure]),
                rate(b[figure]),
                ratio(a["per_cpu_s"] / b["per_cpu_s"]),
            )
        dependencies = json.loads((SDK / "package.json").read_text())["devDependencies"]
        names = ", ".join(f"{name} {version}" for name, version in dependencies.items())
        table.notes.append(
            f"{len(vectors)} envelopes; {names}. The sandbox checks each payment as it is submitted, and "
            "applies it, 1,000 in a ledger; the SDK reads it, hashes it and verifies its signature."
        )
        return table, {}

    def sdk(self, envelopes):
        packages.npm_packages(SDK, SDK_FOLDER)
        shutil.copy(PEER, SDK_FOLDER)  # Beside the packages that it imports.
        return figures(packages.node(), SDK_FOLDER / PEER.name, envelopes, self.effort.seconds)
