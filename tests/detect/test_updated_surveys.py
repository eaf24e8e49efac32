"""A survey that is brought up to date says what one taken anew says, and opens only what changed."""

import pickle
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_icplicense import library as libraries
from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detectors import all_detectors, bundler
from pytest_icplicense.detect.observation import Found, Observations, observe
from pytest_icplicense.detect.signatures import Signatures
from pytest_icplicense.detect.surveyor import survey, updated
from pytest_icplicense.files import DISK, Overlay, memory

ROOT = Path("/repository")
CHAT = '{"dependencies": {"@openim/wasm-client-sdk": "^3.8.0"}}'
LIBRARY = libraries.load()
CAPABILITIES, DETECTORS = LIBRARY.catalogue.capabilities, LIBRARY.detectors
SERVICE = "kind: Service\nname: chat\n"


def look(contents, files=None, **options):
    return survey(ROOT, files or memory(ROOT, contents), CAPABILITIES, DETECTORS, **options)


def again(old, changed, contents, files=None, **options):
    return updated(old, changed, ROOT, files or memory(ROOT, contents), CAPABILITIES, DETECTORS, **options)


class Counting:
    """Files that count what they are asked, as a disk may be asked: nothing tells that they are an overlay."""

    def __init__(self, files):
        self.files = files
        self.asked = []

    def __getattr__(self, name):
        def asked(*arguments, **options):
            if name in ("read", "tracked"):
                self.asked.append((name, str(arguments[0].relative_to(ROOT))))
            return getattr(self.files, name)(*arguments, **options)

        return asked


# What may be in a file of each name: things that are seen, that bring others in, that depend on others, and broken ones.
TEXTS = {
    "package.json": (
        CHAT,
        CHAT.replace("dependencies", "devDependencies"),
        '{"dependencies": {"left-pad": "1"}}',
        '{"dependencies": {,}}',
    ),
    "Gemfile": ('gem "discourse_api"', 'group :development do\n  gem "discourse_api"\nend', 'gem "rails"'),
    "Gemfile.lock": ("GEM\n  specs:\n    discourse_api (1.0)\n\nDEPENDENCIES\n  discourse_api\n", "GEM\n?"),
    "compose.yml": (
        "services:\n  chat:\n    build: examples/chat\n",
        "include: [other.yaml]\n",
        "services:\n  chat:\n    image: rocket.chat\n",
        "services: [\n",
    ),
    "other.yaml": ("services:\n  chat:\n    image: rocket.chat\n", "services: {}\n"),
    "Dockerfile": ("FROM rocket.chat\n", "FROM python\nRUN pip install -r more.list\n"),
    "more.list": ("whoosh\n", "requests\n"),
    "nginx.conf": ("server { server_name a.cn; }", "server { server_name b.cn; }"),
    "README.md": ("one", "two"),
    "icp.yaml": (
        SERVICE,
        SERVICE + "features: []\n",
        SERVICE + "code: [lib, ../a]\n",
        SERVICE + "---\n" + SERVICE + "code: [web]\n",
        'kind: Operator\nname: "x\n\nkind: Service"\n',
        "kind: Service\nname: [\n",
        "kind: Operator\n",
    ),
    "b.icp.yaml": (SERVICE, SERVICE + "code: [web]\n", 'kind: Operator\nname: "x\n\nkind: Service"\n'),
}
FOLDERS = ("", "a/", "a/web/", "examples/chat/", "tests/")
PLACES = st.tuples(st.sampled_from(FOLDERS), st.sampled_from(sorted(TEXTS))).map("".join)
WRITE = st.tuples(st.just("write"), PLACES, st.integers(0, 6))
DELETE = st.tuples(st.just("delete"), PLACES)
RENAME = st.tuples(st.just("rename"), PLACES, st.sampled_from(FOLDERS))
MOVE = st.tuples(st.just("move"), st.sampled_from(FOLDERS[1:]), st.sampled_from(("a/", "lib/", "vendor/x/")))
STEP = st.lists(WRITE | DELETE | RENAME | MOVE, min_size=1, max_size=3)


def done(step, contents):
    """What the files are after a step, and the paths that an editor or a watcher names for it."""
    contents, changed = dict(contents), set()
    for kind, path, *more in step:
        if kind == "write":
            texts = TEXTS[path.rpartition("/")[2]]
            contents[path] = texts[more[0] % len(texts)]
            changed.add(path)
        elif kind == "move":
            below = {each: contents.pop(each) for each in list(contents) if each.startswith(path)}
            contents |= {more[0] + each.removeprefix(path): text for each, text in below.items()}
            changed |= {path, more[0]}
        elif path in contents:
            text = contents.pop(path)
            changed.add(path)
            if kind == "rename":
                contents[more[0] + path.rpartition("/")[2]] = text
                changed.add(more[0] + path.rpartition("/")[2])
    return contents, changed


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    start=st.lists(WRITE, max_size=12),
    steps=st.lists(STEP, max_size=8),
    exclude=st.sampled_from(((), ("a/web",))),
)
def test_a_survey_brought_up_to_date_is_the_one_taken_anew(start, steps, exclude):
    contents, _ = done(start, {})
    observations = Observations()
    found = look(contents, exclude=exclude, observations=observations)
    for step in steps:
        before, old = contents, found
        contents, changed = done(step, contents)
        found = again(old, changed, contents, exclude=exclude, observations=observations)
        anew = look(contents, exclude=exclude)
        assert found == anew
        assert (found is old) == (anew == old)
        assert found.shows_as(anew)
        assert contents != before or found is old
        assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(start=st.lists(WRITE, max_size=8), steps=st.lists(st.lists(WRITE | DELETE, max_size=3), max_size=5))
def test_texts_that_are_laid_over_files_and_taken_away(start, steps):
    """As of an editor: what is laid over the files is another set each time, and the files stay."""
    below, _ = done(start, {})
    found, laid = look(below), {}
    for step in steps:
        former = laid
        laid, _ = done([each for each in step if each[0] == "write"], {})
        removed = {each[1]: None for each in step if each[0] == "delete"}
        laid = {path: text.encode() for path, text in laid.items()} | removed
        files = Overlay(memory(ROOT, below), {ROOT / path: content for path, content in laid.items()})
        found = again(found, {*former, *laid}, None, files)
        assert found == look(None, files)


FILES = {
    "a/icp.yaml": SERVICE,
    "a/package.json": CHAT,
    "b/icp.yaml": SERVICE,
    "b/b.icp.yaml": SERVICE,
    "b/Gemfile": 'gem "rails"',
    "b/Gemfile.lock": TEXTS["Gemfile.lock"][0],
    "README.md": "",
}


def test_inputs_are_what_was_read(look_digest):
    found = look(FILES)
    assert found.inputs == {path: look_digest(FILES[path]) for path in FILES if path != "README.md"}
    assert found.listed == set(FILES)


@pytest.fixture
def look_digest():
    from hashlib import sha256

    return lambda text: sha256(text.encode()).hexdigest()


def test_what_could_not_be_read_is_an_input_too(tmp_path):
    (tmp_path / "target").write_text(CHAT)
    (tmp_path / "package.json").symlink_to("target")
    found = survey(tmp_path, DISK, CAPABILITIES, DETECTORS)
    assert found.inputs == {"package.json": None}


def test_a_file_that_nobody_reads_changes_nothing():
    old = look(None, Counting(memory(ROOT, FILES)))
    files = Counting(memory(ROOT, FILES | {"README.md": "changed"}))
    assert again(old, ["README.md"], None, files) is old
    assert files.asked == []


def test_the_same_content_changes_nothing():
    old = look(FILES)
    assert again(old, ["a/icp.yaml", "a/package.json", "b/Gemfile"], FILES) is old


def test_of_a_manifest_that_claims_what_it_claimed_only_itself_is_read(look_digest):
    old = look(None, Counting(memory(ROOT, FILES)))
    text = SERVICE + "features: []\n"
    files = Counting(memory(ROOT, FILES | {"a/icp.yaml": text}))
    found = again(old, ["a/icp.yaml"], None, files)
    assert set(files.asked) == {("read", "a/icp.yaml")}
    assert found.inputs["a/icp.yaml"] == look_digest(text)
    assert found.shows_as(old)
    assert found.claims is old.claims
    assert found.found is old.found


def test_of_a_manifest_that_claims_another_folder_the_others_are_not_read():
    old = look(None, Counting(memory(ROOT, FILES)))
    contents = FILES | {"a/icp.yaml": SERVICE + "code: [../b]\n"}
    files = Counting(memory(ROOT, contents))
    found = again(old, ["a/icp.yaml"], None, files)
    assert set(files.asked) == {("read", "a/icp.yaml")}
    assert not found.shows_as(old)
    assert found == look(contents)


def test_where_the_first_claims_no_more_the_one_that_was_unread_is_read():
    old = look(None, Counting(memory(ROOT, FILES)))
    contents = FILES | {"b/b.icp.yaml": "kind: Operator\n"}
    files = Counting(memory(ROOT, contents))
    assert again(old, ["b/b.icp.yaml"], None, files) == look(contents)
    assert ("read", "b/icp.yaml") in files.asked
    assert ("read", "a/icp.yaml") not in files.asked


def test_of_an_artifact_only_itself_is_read_and_what_was_seen_beside_it():
    old = look(None, Counting(memory(ROOT, FILES)))
    contents = FILES | {"b/Gemfile": 'group :test do\n  gem "discourse_api"\nend'}
    files = Counting(memory(ROOT, contents))
    found = again(old, ["b/Gemfile"], None, files)
    assert set(files.asked) == {("read", "b/Gemfile"), ("read", "b/Gemfile.lock")}
    assert found == look(contents) != old


def test_a_new_file_asks_for_the_listing():
    old = look(None, Counting(memory(ROOT, FILES)))
    contents = FILES | {"c/package.json": CHAT}
    files = Counting(memory(ROOT, contents))
    found = again(old, ["c"], None, files)
    assert files.asked == [("tracked", "."), ("read", "c/package.json")]
    assert found == look(contents)


@pytest.mark.parametrize("option", [{"exclude": ["a"]}, {"base": Path("/repository/a")}])
def test_other_settings_ask_for_all(option):
    old = look(FILES)
    assert again(old, [], FILES, **option) == look(FILES, **option)


def test_other_capabilities_and_detectors_ask_for_all():
    old = look(FILES)
    few = {name: CAPABILITIES[name] for name in list(CAPABILITIES)[:1]}
    assert updated(old, [], ROOT, memory(ROOT, FILES), few, DETECTORS).known == few
    assert updated(old, [], ROOT, memory(ROOT, FILES), CAPABILITIES, [bundler.DETECTOR]).found == ()


def git(folder, *words):
    subprocess.run(("git", *words), cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    git(tmp_path, "init", "-q")
    for path, text in {"new/package.json": CHAT, ".gitignore": "old/\n", "old/package.json": CHAT}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def on_disk(root, old=None, changed=(), files=DISK):
    if old is None:
        return survey(root, files, CAPABILITIES, DETECTORS)
    return updated(old, changed, root, files, CAPABILITIES, DETECTORS)


@pytest.mark.parametrize("path", [".gitignore", "new/.gitignore", ".git/info/exclude"])
def test_what_git_ignores_may_change(repository, path):
    old = on_disk(repository)
    (repository / path).write_text("package.json\n")
    found = on_disk(repository, old, [path])
    assert found == on_disk(repository) != old


def test_a_file_that_becomes_a_link_or_a_repository_of_its_own(repository):
    old = on_disk(repository)
    (repository / "new/package.json").unlink()
    (repository / "new/package.json").symlink_to("../old/package.json")
    linked = on_disk(repository, old, ["new/package.json"])
    assert linked == on_disk(repository) != old
    git(repository, "init", "-q", "new")
    nested = on_disk(repository, linked, ["new/.git"])
    assert nested == on_disk(repository) != linked


def test_an_ignored_file_is_seen_only_as_long_as_it_is_laid_over(repository):
    file = repository / "old/package.json"
    open_in_editor = Overlay(DISK, {file: CHAT.encode()})
    before = on_disk(repository)
    opened = on_disk(repository, before, ["old/package.json"], open_in_editor)
    assert opened == on_disk(repository, files=open_in_editor) != before
    assert on_disk(repository, opened, ["old/package.json"]) == before


def counted():
    """The detectors, and the files that they are made to read."""
    seen = []

    def counting(detector):
        def read(artifact):
            seen.append(artifact.path)
            return detector.read(artifact)

        return detector._replace(read=read)

    return [counting(each) for each in all_detectors()], seen


def test_what_was_observed_is_not_parsed_again():
    detectors, seen = counted()
    observations = Observations()

    def surveyed(contents):
        seen.clear()
        return survey(ROOT, memory(ROOT, contents), dict(CAPABILITIES), detectors, observations=observations)

    first = surveyed(FILES)
    assert set(seen) == {"a/package.json", "b/Gemfile", "b/Gemfile.lock"}
    assert surveyed(FILES) == first
    assert seen == []
    changed = FILES | {"b/Gemfile": 'gem "discourse_api"'}
    assert surveyed(changed) == survey(ROOT, memory(ROOT, changed), CAPABILITIES, DETECTORS)
    assert set(seen) >= {"b/Gemfile", "b/Gemfile.lock"}
    assert "a/package.json" not in seen


def test_observations_hold_for_the_capabilities_that_they_were_made_with():
    observations = Observations()
    look(FILES, observations=observations)
    few = {"none": replace_seen()}
    assert survey(ROOT, memory(ROOT, FILES), few, DETECTORS, observations=observations).found == ()
    assert look(FILES, observations=observations) == look(FILES)


def replace_seen():
    return CAPABILITIES["openim"]._replace(id="none", seen={})


@pytest.mark.slow
def test_observations_of_what_is_gone_do_not_grow_without_end():
    observations = Observations()
    for number in range(1200):
        text = f'{{"dependencies": {{"left-pad": "{number}"}}}}'
        look({"package.json": text}, observations=observations)
    assert len(observations) < 1100


def test_an_observation_says_what_it_saw_beside(look_digest):
    lock = Artifact("b/Gemfile.lock", FILES["b/Gemfile.lock"].encode(), {"b/Gemfile": b"gem 'rails'"}.get)
    observed = observe(lock, bundler.DETECTOR, Signatures(CAPABILITIES.values()))
    assert observed.beside == (("b/Gemfile", look_digest("gem 'rails'")),)
    alone = observe(
        Artifact(lock.path, lock.data, {}.get), bundler.DETECTOR, Signatures(CAPABILITIES.values())
    )
    assert alone.beside == (("b/Gemfile", None),)


def test_threads_that_ask_one_survey_get_the_same_and_it_can_be_sent_after():
    found = look(FILES)
    expected = [look(FILES).of(name, 0, str) for name in ("a/icp.yaml", "b/icp.yaml")]
    with ThreadPoolExecutor(4) as pool:
        names = ["a/icp.yaml", "b/icp.yaml"] * 50
        told = list(pool.map(lambda name: found.of(name, 0, lambda file: str(file)), names))
    assert told == expected * 50
    assert pickle.loads(pickle.dumps(found)) == found


def test_a_path_of_two_thousand_folders_belongs_to_whoever_is_around_it():
    found = look(FILES)
    deep = Found("a/" + "x/" * 2000 + "package.json", 1, 1, "npm x", None, ("openim",))
    found = replace(found, found=(deep,))
    assert found.of("a/icp.yaml", 0, str).capabilities
    assert not found.of("b/icp.yaml", 0, str).capabilities
