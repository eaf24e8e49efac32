"""Records: classes in which an app holds what it shows, or a server what it keeps without a mark of any mapper."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Sighting, table_words
from pytest_icplicense.detect.source.syntax import MAX_BYTES
from pytest_icplicense.expressions import expression

_FOLDER = expression(
    r"(?i)(?:^|/)(?:\w{0,20}models?|beans?|entit(?:y|ies)|pojos?|domain|types?|interfaces?)/"
)
"""Where the classes are that are made of fields."""
_CLASS = expression(
    r"(?m)^[^\S\n/*]*(?:[@\w().]{1,40}[^\S\n]+){0,5}(?:class|struct|@?interface|type)\s+([A-Z]\w{1,80})[^{\n]{0,200}"
)
_TRANSFERRED = expression(
    r"\b(?:Codable|Decodable|HandyJSON|Mappable|Parcelable|Serializable)\b|\bdata\s+class\b"
)
"""What says of a class that its objects come from a server, or go there."""
_OF_PARTS = expression(r"(?:Props|Emits|Slots|Events?|Config|Options|State|Params|Theme|Style|Instance|Ref)$")
"""What is made of fields and holds what a part of a page is told, and nothing that anybody wrote."""
_MEMBER = expression(
    r"(?m)\b(?:val|var|let)\s{1,20}(\w{1,60})\s{0,20}[:=]"
    r"|\b(?:private|protected|public)\s{1,20}(?:final\s{1,20})?[\w<>\[\], .?]{1,80}\s(\w{1,60})\s{0,20}[;=]"
    r"|^[^\S\n]*(?:readonly\s{1,20})?(\w{1,60})\??\s{0,20}:\s"
    r"|@property\b[^;\n]{0,200}?(\w{1,60})\s{0,20};"
)
_LONGEST = 8_000


def read(artifact: Artifact) -> Iterator[Sighting]:
    """Each class that is made of fields, with their names."""
    if len(artifact.data) > MAX_BYTES or not artifact.may_say(artifact.data):
        return
    text = artifact.text
    kept = bool(_FOLDER.search(artifact.path))
    heads = [
        each
        for each in _CLASS.finditer(text)
        if (kept or _TRANSFERRED.search(each[0])) and not _OF_PARTS.search(each[1])
    ]
    for number, head in enumerate(heads):
        end = heads[number + 1].start() if number + 1 < len(heads) else len(text)
        members = _MEMBER.findall(text[head.end(1) : min(end, head.end() + _LONGEST)])
        if len(members) > 1:
            words = table_words((), ("".join(each) for each in members))
            yield Sighting("record", head[1], artifact.place(head.start(1)), words=words)
