#!/usr/bin/env python3
"""Repeats a draw by docs/draw.md, without Madang: verify_draw.py DIR. Exit status 0 if it holds, 1 if not."""
import hashlib
import json
import sys
from pathlib import Path

FORMAT = "madang-draw/1"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def number(seed: bytes, panels: int) -> int:
    limit = 2**64 - 2**64 % panels
    counter = 0
    while True:
        x = int.from_bytes(hashlib.sha256(seed + counter.to_bytes(8, "big")).digest()[:8], "big")
        if x < limit:
            return x % panels + 1
        counter += 1


def verify(folder: Path) -> list[str]:
    pledge = json.loads((folder / "pledge.json").read_text(encoding="utf-8"))
    drawn = json.loads((folder / "draw.json").read_text(encoding="utf-8"))
    lottery = (folder / "lottery.csv").read_bytes()
    lines = [line for line in lottery.split(b"\n") if line]
    wrong = []

    def hold(what: str, is_so: bool) -> None:
        if not is_so:
            wrong.append(what)

    hold("format", pledge["format"] == FORMAT == drawn["format"])
    hold("number of panels", pledge["panels"] == len(lines) - 1)
    hold("lottery.csv", pledge["lottery"] == sha256(lottery))
    hold("certificate.json", pledge["certificate"] == sha256((folder / "certificate.json").read_bytes()))
    text = "".join(f"{pledge[key]}\n" for key in ["format", "panels", "lottery", "certificate", "source"])
    hold("pledge", pledge["pledge"] == sha256(text.encode()) == drawn["pledge"])
    seed = hashlib.sha256(f"{FORMAT}\n{pledge['pledge']}\n{drawn['value']}\n".encode())
    hold("seed", drawn["seed"] == seed.hexdigest())
    hold("number", drawn["number"] == number(seed.digest(), pledge["panels"]))
    hold("line of the number", lines[drawn["number"]].startswith(b"%d," % drawn["number"]))
    return wrong


if __name__ == "__main__":
    broken = verify(Path(sys.argv[1]))
    print("does not hold: " + ", ".join(broken) if broken else "the draw holds")
    sys.exit(bool(broken))
