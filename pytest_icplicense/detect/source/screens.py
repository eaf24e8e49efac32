"""Screens: what the files are called that draw a page, a part of one, or a screen of an app."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Sighting
from pytest_icplicense.expressions import expression

_FOLDERS = frozenset(
    "components component views view pages page screens screen widgets widget containers container layouts layout scenes "
    "scene ui activities activity fragments fragment viewcontrollers templates modules features".split()
)
"""Folders whose files draw something; their names say nothing of what it is."""
_ROOTS = frozenset(
    "src app main lib client web www frontend public resources res js packages apps plugins".split()
)
_NAMED = expression(
    r"(?:[Ss]creen|[Pp]age|[Vv]iew|Activity|Fragment|ViewController|Cell|[Ww]idget|Component|Dialog|Composer|Composable|[a-z]Box|[a-z]Input|[a-z]Bubble)s?$"
)
"""How a file of code is called that draws something, wherever it is."""
_FOR_OPERATORS = expression(
    r"(?i)(?:^|[/_.-])(?:admin\w*|\w+admin|back(?:end|office|stage)|manage(?:r|ment)?|console|mgr|cms|crm|stor(?:ies|ybook)|"
    r"playground|preview|icons?|e?mails?|\w*mailers?|notifications?|settings?|preferences?|locales?|store|stores|reducers?|houtai)(?=[/_.-])"
)
"""Folders of what no user of the service sees, or of what draws nothing."""
_CODE = (".js", ".ts", ".dart", ".swift", ".kt", ".java", ".m", ".mm", ".ets", ".cs", ".py")
_OF_MODELS = expression(r"(?i)prompt|gpt|llm|assistant|copilot|chatbot|knowledge|model_?(?:sele|pick|sett)")
"""What screens are called in which a language model answers: asked for where no user's word is."""
_DEPTH = 3


def read(artifact: Artifact) -> Iterator[Sighting]:
    """What a file that draws something is called, with the folders below the one of all that do, and the one above that."""
    path = artifact.path
    *folders, name = path.split("/")
    stem = name.partition(".")[0].strip("_")
    at = next((at for at in range(len(folders), 0, -1) if folders[at - 1].lower() in _FOLDERS), 0)
    if name.endswith(_CODE) and not at and not _NAMED.search(stem):
        return
    if _FOR_OPERATORS.search(f"/{'/'.join(folders)}/"):
        return
    below = [*(folders[at:] if at else folders[-1:]), stem][-_DEPTH:]
    above = next((each for each in reversed(folders[:at]) if each.lower() not in _FOLDERS | _ROOTS), "")
    told = "/".join([above, *below] if above else below)
    if artifact.may_say(told.removesuffix("/index").encode()) or _OF_MODELS.search(told):
        yield Sighting("screen", told, 1)
