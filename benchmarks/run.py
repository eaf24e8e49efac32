"""The plugin against what it is built on, in one run: `python benchmarks/run.py [--quick] [--json FILE] [NAME …]`.

Contenders take turns (A B A B …) on the same machine, so that only their ratio matters. It measures and does not
judge: the exit code is always 0. A file of an earlier run is compared with this one, and kept up.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

import combining
import commands
import detecting
import editing
import generate
import pages
import scale
import session
from measure import NotMeasured, Row, environment, paired, rows

CASES = 10_000
PLUGIN = "icplicense"


def pytest_run(folder: Path, *options: str, plugin: bool = True, code: int = 0) -> str:
    """The output of `python -m pytest -q` in `folder`.

    Plugins are found as they are after an installation, with and without ours; others are blocked by name in both.
    """
    names = _plugins()
    if PLUGIN not in names:
        raise NotMeasured("the plugin is not installed")
    blocked = sorted(names - {PLUGIN} if plugin else names)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    for name in blocked:
        command += ["-p", f"no:{name}"]
    done = subprocess.run(
        [*command, *options, str(folder)],
        cwd=folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode != code:
        wrong = re.search(r"(?m)^(FAILED|ERROR) .*", done.stdout)
        raise NotMeasured(wrong[0] if wrong else (done.stderr or done.stdout)[-400:])
    return done.stdout


@cache
def _plugins() -> frozenset[str]:
    return frozenset(entry.name for entry in entry_points(group="pytest11"))


def unused(folder: Path, quick: bool) -> Iterator[Row]:
    """A run that collects nothing, with the plugin as installed and with it blocked, and again with it blocked."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    ours, reference, again = paired(
        10 if quick else 60,
        lambda: pytest_run(folder, code=5),
        lambda: pytest_run(folder, plugin=False, code=5),
        lambda: pytest_run(folder, plugin=False, code=5),
    )
    estimates: tuple[tuple[str, Callable[[list[float]], float]], ...] = (
        ("min", min),
        ("median", statistics.median),
    )
    for word, of in estimates:
        yield from rows("unused plugin", [ours, reference], 1.01, of, word)
        yield from rows("noise: reference against itself", [again, reference], None, of, word)


def ordinary(folder: Path, quick: bool) -> Iterator[Row]:
    """10,000 tests of a team's own, none of them marked, with the plugin and without it; no manifest is there."""
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    modules, tests = 100, CASES // 100
    for module in range(modules):
        lines = [f"def test_{number}():\n    assert True\n" for number in range(tests)]
        (folder / f"test_{module:03}.py").write_text("\n\n".join(lines), encoding="utf-8")

    def run(plugin: bool) -> None:
        if f"{CASES} passed" not in (output := pytest_run(folder, plugin=plugin)):
            raise NotMeasured(f"expected {CASES} passed, got: {output[-200:]}")

    ours, reference, again = paired(
        5 if quick else 15, lambda: run(True), lambda: run(False), lambda: run(False)
    )
    estimates: tuple[tuple[str, Callable[[list[float]], float]], ...] = (
        ("min", min),
        ("median", statistics.median),
    )
    for word, of in estimates:
        yield from rows(f"{CASES} tests without marks", [ours, reference], 1.01, of, word)
        yield from rows("noise: reference against itself", [again, reference], None, of, word)


def outcomes(folder: Path) -> dict[str, str]:
    """For each manifest a letter for each of its cases: `s` where it is skipped, else a dot."""
    report = folder / "report.xml"
    pytest_run(folder, f"--junitxml={report}")
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        file = case.get("classname", "")
        found[file] = found.get(file, "") + ("." if case.find("skipped") is None else "s")
    report.unlink()
    return found


def cases(folder: Path, quick: bool) -> Iterator[Row]:
    """10,000 cases of manifests, and as many bare items in as many files."""
    ours, same, passing = (folder / name for name in ("ours", "same", "passing"))
    generate.project(ours, 1)
    operator, service = (letters for _, letters in sorted(outcomes(ours).items()))
    services = round((CASES - len(operator)) / len(service))
    generate.project(ours, services)
    letters = [operator, *[service] * services]
    generate.bare(same, letters)
    generate.bare(passing, ["." * len(each) for each in letters])
    total, skipped = sum(map(len, letters)), sum(each.count("s") for each in letters)
    kilobytes = len(generate.service().encode()) / 1000
    print(f"{total} cases ({skipped} skipped) of {services + 1} manifests, a service of {kilobytes:.1f} kB")

    def run(where: Path, expected: str) -> None:
        if expected not in (output := pytest_run(where, plugin=where == ours)):
            raise NotMeasured(f"expected {expected}, got: {output[-200:]}")

    def collect(where: Path) -> None:
        pytest_run(where, "--collect-only", plugin=where == ours)

    counts = f"{total - skipped} passed, {skipped} skipped"
    turns = 3 if quick else 7
    full = paired(
        turns,
        lambda: run(ours, counts),
        lambda: run(same, counts),
        lambda: run(passing, f"{total} passed"),
    )
    collected = paired(turns, lambda: collect(ours), lambda: collect(same))
    against_same = list(rows("cases against bare items, same skips", full[:2], 1.15))
    yield from against_same
    yield from rows("the same", full[:2], 1.15, statistics.median, "median")
    yield from rows("cases against bare items, all passing", [full[0], full[2]], 1.15)
    collection = list(rows("of that, --collect-only", collected))
    yield from collection
    best, empty = against_same[0], collection[0]
    yield Row("a case, collected and run, cpu min", best.ours / total, best.reference / total, 1.15)
    yield Row("a case, collected, cpu min", empty.ours / total, empty.reference / total)


def loading(folder: Path, quick: bool) -> Iterator[Row]:
    """Reading a manifest's text, as ours does and as PyYAML with libyaml does."""
    import yaml

    from pytest_icplicense.documents.yaml_tree import parse

    text = generate.service()
    if parse(text)[0].faults:
        raise NotMeasured("the manifest has faults")
    calls = 10

    def ours() -> None:
        for _ in range(calls):
            parse(text)

    def reference() -> None:
        for _ in range(calls):
            yaml.load(text, yaml.CSafeLoader)

    pair = paired(50 if quick else 300, ours, reference, who=resource.RUSAGE_SELF)
    for row in rows(f"loading {len(text.encode())} bytes", pair, 0.6):
        yield row._replace(ours=row.ours / calls, reference=row.reference / calls)


def importing(folder: Path, quick: bool) -> Iterator[Row]:
    """Special provisions again and again, which nobody knows from the second time on, and lines that no license has."""
    from pytest_icplicense import library as libraries
    from pytest_icplicense.intake.import_file import import_lines
    from pytest_icplicense.intake.read_license import NotALicense
    from pytest_icplicense.readers.lines import Line

    library = libraries.load()
    seed = commands.SEED.read_text(encoding="utf-8").splitlines()
    first = seed.index("## 特别规定事项")

    def work(lines: list[str]) -> Callable[[], object]:
        numbered = [Line(number, line) for number, line in enumerate(lines, start=1)]

        def run() -> None:
            with suppress(NotALicense):  # more fields than any license has: that is an answer, too
                import_lines(numbered, library, "seed", "0" * 64)

        return run

    turns = 3 if quick else 7
    ten, twenty = (seed[:first] + seed[first:] * times for times in (10, 20))
    pair = paired(turns, work(twenty), work(ten), who=resource.RUSAGE_SELF)
    yield from rows("import, twenty times the provisions against ten", pair, 2.5)
    for name, unit in (("brackets", "（("), ("digits", "1２"), ("spaces", "  "), ("labels", "公司名称：")):
        short, long = ([*seed, unit * (times * 50_000)] for times in (1, 10))
        pair = paired(turns, work(long), work(short), who=resource.RUSAGE_SELF)
        yield from rows(f"import, a line of {name}, 1 MB against 0.1 MB", pair, 12)
    holder = next(at for at, line in enumerate(seed) if "公司名称" in line)
    for name, unit in (("brackets", "（（）("), ("signs", "、0年 ：")):
        short, long = (
            [*seed[:holder], seed[holder] + unit * (size // len(unit)), *seed[holder + 1 :]]
            for size in (1_000_000, 2_000_000)
        )
        pair = paired(turns, work(long), work(short), who=resource.RUSAGE_SELF)
        yield from rows(f"import, {name} in a field, 2 MB against 1 MB", pair, 2.5)


BENCHMARKS: dict[str, Callable[[Path, bool], Iterator[Row]]] = {
    "unused": unused,
    "ordinary": ordinary,
    "cases": cases,
    "loading": loading,
    "commands": commands.commands,
    "importing": importing,
    "detecting": detecting.detecting,
    "code": detecting.code,
    "combining": combining.combining,
    "pages": pages.pages,
    "scale": scale.scale,
    "session": session.session,
    "editing": editing.editing,
    "peers": scale.peers,
}


def seconds(value: float) -> str:
    """A time with the unit that suits it."""
    for unit, factor in (("s", 1), ("ms", 1e3)):
        if value * factor >= 1:
            return f"{value * factor:.2f} {unit}"
    return f"{value * 1e6:.1f} µs"


def line(row: Row) -> str:
    """A row of the table."""
    goal, verdict = "-", "no goal"
    if row.goal is not None:
        goal, verdict = f"≤ {row.goal:.2f}", "goal met" if row.ratio <= row.goal else "goal missed"
    ours, reference = (
        seconds(each) if row.unit == "s" else f"{each:.1f} {row.unit}" for each in (row.ours, row.reference)
    )
    times = f"{ours:>10}  {reference:>10}"
    return f"{row.what:<50}  {times}  {row.ratio:>6.3f}  {goal:>6}  {verdict}"


GROWN = 0.1
"""By how much a ratio may grow from run to run, beyond the noise of both."""


def grown(before: dict[str, dict[str, float]], found: list[Row]) -> Iterator[str]:
    """What has a ratio that grew beyond noise since the run that `before` is of."""
    for row in found:
        if earlier := before.get(row.what):
            most = earlier["ratio"] * (1 + GROWN + max(row.noise, earlier["noise"]))
            if row.ratio > most:
                yield f"grown: {row.what}: {earlier['ratio']:.3f} → {row.ratio:.3f} (noise allows {most:.3f})"


def main() -> None:
    """Run the benchmarks that are named, or all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which: {', '.join(BENCHMARKS)}; default: all"
    )
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write the figures, after comparing them with those of FILE"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in BENCHMARKS]:
        parser.error(f"no benchmark is named {unknown[0]} (known: {', '.join(BENCHMARKS)})")
    print(f"{'what':<50}  {'ours':>10}  {'reference':>10}  {'ratio':>6}  {'goal':>6}")
    found: list[Row] = []
    for name in options.names or BENCHMARKS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                for row in BENCHMARKS[name](Path(folder).resolve(), options.quick):
                    found.append(row)
                    print(line(row), flush=True)
            except NotMeasured as error:
                print(f"{name}: not measured: {error}", flush=True)
    if options.json is not None:
        before = json.loads(options.json.read_text("utf-8")) if options.json.exists() else {}
        for each in grown(before, found):
            print(each)
        figures = {row.what: {**row._asdict(), "ratio": row.ratio} for row in found}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps({**before, **figures}, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
