"""What a server hands on, of what comes in by one open connection, to those behind others: who says something, and what."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_icplicense.detect.artifact import Artifact
from pytest_icplicense.detect.detector import Sighting
from pytest_icplicense.expressions import expression

MARKS = (
    b"ocket",
    b"write_message",
    b"io.on(",
    b"Hub",
    b"MessageMapping",
    b"ServerEndpoint",
    b"ActionCable",
    b"Phoenix.Channel",
    b"wss",
    b"writeAndFlush",
    b"Gateway::sendTo",
)
"""One of these is in every file that holds open connections."""
_MANY = r"\w{0,40}(?i:clients?|sessions?|connections?|conns?|waiters|sockets?|peers|members|subscribers|users|listeners)"
_HANDED = expression(
    r"\b(?:broadcast\w{0,20}!?(?:\.(?:to|except|in)\([^()\n]{0,80}\)){0,3}(?:\.emit|\.send)?"
    r"|(?:io|nsp|sio|server|namespace|socket|client)(?:\.(?:of|to|in|except)\([^()\n]{0,80}\)){1,3}\.(?:emit|send)"
    r"|(?:io|nsp|sio|server|namespace)\.(?:emit|send)"
    r"|Clients\.(?:All|Others|\w{1,30}\([^()\n]{0,80}\))\.\w{1,60}"
    rf"|(?:{_MANY}|\w{{0,40}}[gG]roups?)\.writeAndFlush|tx\.send(?=\(\s*(?:Message::Text\()?format!)"
    r"|(?P<gateway>Gateway)::sendTo(?:All|Group|Client|Uid)"
    r"|convertAndSend(?:ToUser)?)(?=\s?\(|[ ]+[\"':\w])|\bbroadcast\w{0,20}(?=[ ]?<-)"
    r"|(?<![.\w])(?P<emit>emit)(?=\()"
    r"|(?:\.|->)(?P<one>send(?:Text|Message|_text|_json|JSON|_str|_message)?|write_message|Write(?:JSON|Message))(?=\()"
    r"|(?P<push>->push)(?=\()|\b(?P<hub>BroadcastHub)\.\w+"
    r"|@SendTo\(\s{0,4}\{?\s{0,4}\"/(?P<topic>topic|exchange)|@(?P<return>WSBroadCast)\("
)
_TO_ALL = expression(r"\b(?:broadcast\s*=\s*True|room\s*=|to\s*=)")
_LOOP = expression(
    rf"\bfor(?:each)?\b[^\n]{{0,80}}\b(?:{_MANY}\b|(?i:\w{{0,20}}rooms?)\[)|\b{_MANY}(?:\(\))?(?:\.\w{{1,20}}\(\)){{0,2}}\.(?:forEach|each|map|for_each)\b"
)
_COMES = expression(
    r"\bon\(\s*['\"]|on_?[mM]essage|onText|OnMessage|[rR]eceive|Read(?:Message|JSON)|handle_in|handle\w{0,20}Message"
    r"|channelRead|@MessageMapping|@SubscribeMessage|:\s*(?:\w+\.)*Hub\b|Cable::Channel|\basync for\b|\bfor await\b"
    r"|\bMergeHub\."
)
_EVENT = expression(r"\A\s*\(?\s*(?:\w+,\s*)?[\"'][\w .:/-]{1,80}[\"']\s*,")
"""The name that what is handed on has, which is not said by anybody."""
_DEFINED = expression(
    r"\b(?:class|defmodule|def|func|fun|function)\s+(?:\(\w{1,40} [*]?\w{1,80}\) )?([\w.]{2,80})"
    r"|@MessageMapping\(\s*\"([^\"\n]{1,80})"
)
_TOPIC = expression(r"\bdef\s+join\(\s*\"([^\"\n]{1,80})")
"""Of a channel of Phoenix, whose module may be named for anything."""
_HEAD = 20_000
_GRAMMAR = frozenset("JSON stringify json dumps json_encode new return public static await".split())
"""What stands between names that say something, in many languages."""
_COMMENT = expression(r"(?m)^[ \t]*(?://|#(?!\[)|\*)[^\n]*|/\*(?>(?:[^*]|\*(?!/))*)\*/")
_VALUES = expression(r"\b(?:val|def)\s+\(?([\w, ]{2,80})")
_FIELD = expression(r"\bjson:\"(\w{2,40})|(?m:^[ \t]+(\w{2,40})[ \t]+string$)")
_KEY = expression(r"[\"'](\w{2,40})[\"']\s{0,4}=>")
_MESSAGE = expression(r"(?i)\b(?:message|msg|text|chat|line|content)s?\b")
_NAME = expression(r"[A-Za-z\u3400-\u9fff][\w\u3400-\u9fff]*")
_MODEL = expression(
    rb"(?im)^[^\S\n]*(?:from|import|using|use|require|const|let|var|(?:\w{1,30}[ ])?[\"'][\w./@-]{1,80})\b[^\n]{0,200}"
    rb"(?:openai|anthropic|langchain|dashscope|zhipu|qianfan|ollama|generative-?ai|springframework\.ai|semantic_?kernel"
    rb"|llama_?index|litellm|mistral|deepseek|cohere|groq|ai-sdk|[\"']ai[\"']|(?<![a-z])(?:llm|gpt))"
    rb"|https://(?:api\.(?:openai|anthropic|deepseek|moonshot)\.|dashscope\.aliyuncs|open\.bigmodel|ark\.cn-beijing\.volces)"
)
"""Packages and hosts of language models."""
_MODELS = tuple(
    b"openai anthropic langchain dashscope zhipu qianfan ollama generative springframework.ai semantic llama litellm "
    b"mistral deepseek cohere groq ai-sdk 'ai' \"ai\" llm gpt moonshot bigmodel volces".split()
)
_SPEAKS = (b"hat", b"essage", b"onversation", b"nswer", b"hread", b"iscussion", "聊".encode())
"""Pieces of what names of messages and answers are made of."""
_BEFORE, _LOOPED, _SAID, _MOST = 1_500, 250, 400, 200


def by_a_model(data: bytes) -> bool:
    """Whether a file has a language model answer; one that only asks it what must not be said has people speak."""
    if not any(each in data for each in _SPEAKS):
        return False
    lower = data.lower()
    return any(each in lower for each in _MODELS) and b"moderation" not in lower and bool(_MODEL.search(data))


def relays(artifact: Artifact) -> Iterator[Sighting]:
    """Each place that hands on what has come in, named by where it is and by the names of what it hands on."""
    text = artifact.blanked(_COMMENT)
    for count, handed in enumerate(_HANDED.finditer(text)):
        if count >= _MOST:
            return
        start = handed.start()
        returned = handed["topic"] or handed["return"]
        before = text[max(0, start - _BEFORE) : start]
        if (handed["one"] or handed["push"]) and not _LOOP.search(before[-_LOOPED:]):
            continue
        # Of GatewayWorker one long switch takes all that comes.
        from_here = 0 if handed["gateway"] else max(0, start - _BEFORE)
        if not (returned or _COMES.search(text, from_here, start)):
            continue
        if returned:
            said = text[handed.end() : handed.end() + _SAID]
        elif handed["hub"]:  # of streams, which say it by their names alone
            said = " ".join(_VALUES.findall(text[max(0, start - _BEFORE) : start + _BEFORE]))
        else:
            said = _given(text, handed.end())
            if handed["emit"] and not _TO_ALL.search(said):
                continue
        around = text[max(0, start - _BEFORE) : start + (200 if returned else 0)]
        places = [name for each in _DEFINED.findall(around)[-2:] for name in each if name]
        if artifact.path.endswith(".go"):  # a struct, whose fields are named elsewhere in the file
            spoken = _MESSAGE.search(said) is not None
            fields = (field or (own if spoken else "") for field, own in _FIELD.findall(text)[:20])
            said = f"{said} {' '.join(fields)}"
        elif artifact.path.endswith(".php"):  # an array, which was put together before
            said = f"{said} {' '.join(_KEY.findall(before)[-20:])}"
        if topics := _TOPIC.findall(text[:_HEAD]):
            places = [*topics[:3], *places]
        found = (name for each in (*places, said) for name in _NAME.findall(each))
        names = dict.fromkeys(name for name in found if name not in _GRAMMAR)
        line = text.count("\n", 0, start) + 1
        at = line, start - text.rfind("\n", 0, start)
        yield Sighting(
            "relay", " ".join(names)[:_MOST], at, words=" ".join(_NAME.findall(_EVENT.sub("", said, count=1)))
        )


def _given(text: str, at: int) -> str:
    """What a call is given, with the event's name that stands in front; without parentheses, what follows."""
    rest = text[at : at + _SAID]
    if not rest.lstrip().startswith("("):
        return rest.partition("\n\n")[0].partition("\n    end")[0][: _SAID // 2]
    depth = 0
    for index, char in enumerate(rest):
        depth += (char == "(") - (char == ")")
        if depth == 0 and char == ")":
            return rest[:index]
    return rest
