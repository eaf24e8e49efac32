"""XML of applications, and Apple's property lists, to nodes with their places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_icplicense.detect.artifact import MAX_DEPTH, MAX_ELEMENTS, Artifact
from pytest_icplicense.detect.unjudged import Unjudged
from pytest_icplicense.detect.yaml_nodes import Mapping, Node, Word
from pytest_icplicense.documents.syntax_errors import no_such
from pytest_icplicense.text import Text


def nodes(artifact: Artifact) -> Iterator[Node]:
    """The root: attributes by their names (`android:name`), elements as lists. A property list becomes its own dictionary,
    and those within have what they stand under as `@key`.

    Raises:
        Unjudged: it is none, too large, or declares entities.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    if artifact.data.startswith(b"bplist"):
        return
    builder = _Builder()
    try:
        parser = DefusedXMLParser(target=builder, forbid_dtd=False)
        builder.expat = parser.parser
        parser.feed(artifact.data)
        parser.close()
    except ParseError as error:
        line, column = error.position
        raise Unjudged(no_such("XML", str(error).partition(":")[0]), line, column + 1) from None
    except DefusedXmlException:
        raise Unjudged(
            Text("declares XML entities, which are not expanded", "声明了 XML 实体，出于安全考虑不予展开")
        ) from None
    except (ValueError, LookupError) as error:
        raise Unjudged(Text.same(str(error)[:200])) from None
    top = builder.root
    if top.tag == "plist":
        yield _dictionary(top.inner[0]) if top.inner else None
    else:
        yield top.node()


class _Element:
    def __init__(self, tag: str, attributes: dict[str, str], spot: tuple[int, int]) -> None:
        self.tag, self.attributes, self.spot = tag, attributes, spot
        self.text = ""
        self.inner: list[_Element] = []

    def word(self, text: str) -> Word:
        word = Word(text.strip())
        word.line, word.column = self.spot
        return word

    def node(self) -> Mapping:
        found = Mapping()
        for name, value in self.attributes.items():
            found[_short(name)], found.where[_short(name)] = self.word(value), self.spot
        for each in self.inner:
            found.setdefault(each.tag, []).append(each.node())
            found.where.setdefault(each.tag, each.spot)
        if self.text.strip():
            found["#text"], found.where["#text"] = self.word(self.text), self.spot
        return found


def _short(name: str) -> str:
    """`{http://schemas.android.com/apk/res/android}name` as `android:name`."""
    uri, brace, local = name.rpartition("}")
    return f"{uri.rpartition('/')[2]}:{local}" if brace else name


def _dictionary(element: _Element) -> Node:
    if element.tag == "dict":
        found = Mapping()
        key: _Element | None = None
        for each in element.inner:
            if each.tag == "key":
                key = each
            elif key is not None:
                name = key.text.strip()
                value = found[name] = _dictionary(each)
                found.where[name] = key.spot
                if isinstance(value, Mapping):
                    value["@key"] = key.word(name)
                key = None
        return found
    if element.tag == "array":
        return [_dictionary(each) for each in element.inner]
    return element.word(element.text or element.tag)


class _Builder:
    def __init__(self) -> None:
        self.expat: Any = None
        self.root = _Element("", {}, (1, 1))
        self.stack: list[_Element] = []
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        spot = self.expat.CurrentLineNumber, self.expat.CurrentColumnNumber + 1
        self.count += 1
        if len(self.stack) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            why = Text(
                f"more than {MAX_ELEMENTS:,} elements, or nested more than {MAX_DEPTH} levels deep",
                f"元素超过 {MAX_ELEMENTS:,} 个，或嵌套超过 {MAX_DEPTH} 层",
            )
            raise Unjudged(why, *spot)
        element = _Element(tag.rpartition("}")[2], attributes, spot)
        if self.stack:
            self.stack[-1].inner.append(element)
        else:
            self.root = element
        self.stack.append(element)

    def end(self, tag: str) -> None:
        self.stack.pop()

    def data(self, text: str) -> None:
        if self.stack and len(self.stack[-1].text) < 10_000:
            self.stack[-1].text += text

    def close(self) -> None:
        return None
