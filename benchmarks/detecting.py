"""A survey of a large repository against git and cat of the same files."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from measure import Cost, NotMeasured, Row, environment, paired, rows, timed
from scale import cost

FILES = 20_000
_PACKAGES = (
    "vue react lodash axios dayjs pinia express koa flask requests numpy django redis celery"
).split()


def repository(folder: Path, files: int) -> None:
    """A repository of services in several languages; one file in forty is an artifact."""
    chance = random.Random(2181623)
    services = files // 400
    for number in range(services):
        here = folder / f"services/s{number:03}"
        for part in range(20):
            (here / f"src/p{part:02}").mkdir(parents=True)
        for source in range(390):
            (here / f"src/p{source % 20:02}/m{source}.py").write_text(
                f"VALUE = {source}\n" * 20, encoding="utf-8"
            )
        packages = {name: f"^{chance.randint(1, 9)}.0.0" for name in chance.sample(_PACKAGES, 10)}
        _write(here / "package.json", json.dumps({"name": f"s{number}", "dependencies": packages}, indent=2))
        locked = {f"node_modules/{name}-{n}": {"version": "1.0.0"} for name in _PACKAGES for n in range(60)}
        _write(here / "package-lock.json", json.dumps({"lockfileVersion": 3, "packages": locked}, indent=2))
        _write(here / "requirements.txt", "".join(f"{name}==1.{number}\n" for name in _PACKAGES))
        needed = ", ".join(f'"{name}>=1"' for name in _PACKAGES)
        _write(here / "pyproject.toml", f'[project]\nname = "s{number}"\ndependencies = [{needed}]\n')
        _write(here / "Dockerfile", f"FROM python:3.12\nRUN pip install {_PACKAGES[0]}\nCOPY . /srv\n")
        _write(
            here / "docker-compose.yml",
            "services:\n  web:\n    image: nginx:1.27\n  db:\n    image: postgres:16\n",
        )
        _write(here / "deploy/k8s/deployment.yaml", _DEPLOYMENT.replace("NAME", f"s{number}"))
        _write(here / "deploy/nginx/site.conf", f"server {{\n  server_name s{number}.oceanengine.com;\n}}\n")
        _write(
            here / "openapi.yaml",
            "openapi: 3.0.3\npaths:\n" + "".join(f"  /v1/r{n}:\n    get: {{}}\n" for n in range(40)),
        )
        _write(
            here / "go.mod",
            "module x\n\nrequire (\n"
            + "".join(f"\texample.com/{name} v1.0.0\n" for name in _PACKAGES)
            + ")\n",
        )
    for command in (("init", "-q"), ("add", "-A")):
        subprocess.run(("git", *command), cwd=folder, check=True, env=environment())


_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.oceanengine.com/NAME:1.0
          ports: [{containerPort: 8000}]
"""


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def detecting(folder: Path, quick: bool) -> Iterator[Row]:
    """20,000 files, of which one in forty is an artifact."""
    from pytest_icplicense import library as libraries
    from pytest_icplicense.detect.listing import Chooser
    from pytest_icplicense.detect.surveyor import survey
    from pytest_icplicense.files import DISK

    repository(folder, FILES)
    library = libraries.load()
    choose = Chooser(library.detectors).detectors
    listed = subprocess.run(
        ("git", "ls-files"), cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    opened = [path for path in listed.stdout.splitlines() if choose(path)]
    names = folder.with_suffix(".opened")
    names.write_text("\n".join(opened), encoding="utf-8")

    def ours() -> None:
        found = survey(folder, DISK, library.catalogue.capabilities, library.detectors)
        if found.opened != len(opened) or found.unjudged:
            raise NotMeasured(
                f"{found.opened} files opened of {len(opened)}, {len(found.unjudged)} not judged"
            )

    def reference() -> None:
        subprocess.run(
            f"git ls-files > /dev/null; xargs -d '\\n' cat < '{names}' > /dev/null",
            shell=True,
            cwd=folder,
            check=True,
            env=environment(),
        )

    pair = paired(3 if quick else 15, ours, reference)
    wall = [
        row for row in rows(f"survey of {FILES} files, {len(opened)} opened", pair, 5) if ", wall" in row.what
    ]
    yield from wall


def code(folder: Path, quick: bool) -> Iterator[Row]:
    """20,000 files, 3,000 of them source in five languages: cold in two processes, and again."""
    repository_of_code(folder)
    home = {**environment(), "ICPLICENSE_CACHE_DIR": str(folder.with_suffix(".cache"))}
    command = [sys.executable, "-m", "pytest_icplicense", "detect", "-j", "2"]

    def run(*words: str) -> Cost:
        def once() -> None:
            done = subprocess.run(
                [*command, *words], cwd=folder, env=home, capture_output=True, encoding="utf-8"
            )
            if "3000 files looked into" not in done.stdout:
                raise NotMeasured(done.stderr or done.stdout[-200:])

        return timed(once, resource.RUSAGE_CHILDREN)

    turns = 3 if quick else 7
    cold = min(run("--no-cache").wall for _ in range(turns))
    run()
    warm = min(run().wall for _ in range(turns))
    peak = cost(folder, *command, "--no-cache").peak
    yield Row(f"detect: {FILES} files, 3,000 of source, -j 2, s against 3 s", cold, 3.0, 1.0)
    yield Row("the same again, s against 0.5 s", warm, 0.5, 1.0)
    yield Row("memory of its largest process, MB against 400 MB", peak, 400, 1.0, "MB")


_SOURCES = {
    "java": """@RestController
@RequestMapping("/api/NAME")
public class CNUMBER {
  @GetMapping("/list")
  public Object list() { return null; }
  @PostMapping("/{id}/update")
  public Object update(Long id) { int x = 1; for (int i = 0; i < 10; i++) { x += i; } return x; }
}
""",
    "ts": """import express from "express";
const router = express.Router();
router.get("/NAME/:id", async (request, response) => { response.json(await load(request.params.id)); });
export default router;
""",
    "py": """from fastapi import APIRouter
router = APIRouter(prefix="/NAME")

@router.get("/{id}")
async def get_NUMBER(id: int):
    return {"id": id, "total": sum(range(10))}
""",
    "go": """package main
import "github.com/gin-gonic/gin"
func RoutesNUMBER(r *gin.Engine) {
\tr.GET("/NAME/:id", func(c *gin.Context) { c.JSON(200, nil) })
}
""",
    "vue": """<template><div>{{ NAME }}</div></template>
<script setup>
import axios from "axios"
const found = await axios.get("/api/NAME")
</script>
""",
}
_NAMES = "order invoice campaign report account budget keyword profile setting device token audit region price".split()


def repository_of_code(folder: Path) -> None:
    """Services whose own code is read, among many files that are not."""
    chance = random.Random(2181623)
    for ending, text in _SOURCES.items():
        comment = "# {}\n" if ending == "py" else "<!-- {} -->\n" if ending == "vue" else "// {}\n"
        for number in range(600):
            body = text.replace("NUMBER", str(number)).replace("NAME", chance.choice(_NAMES))
            body += "".join(comment.format(" ".join(chance.choices(_NAMES, k=8))) for _ in range(60))
            _write(folder / f"src/{ending}/p{number % 30:02}/m{number}.{ending}", body)
    for number in range(FILES - 3000):
        ending = ("png", "svg", "md", "css", "txt", "snap", "woff")[number % 7]
        _write(folder / f"assets/a{number % 100:02}/f{number}.{ending}", "x" * 200)
    for command in (("init", "-q"), ("add", "-A")):
        subprocess.run(("git", *command), cwd=folder, check=True, env=environment())
