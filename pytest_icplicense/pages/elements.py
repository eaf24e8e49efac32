"""The elements of HTML: which stand in a line, which a browser shows nothing of, and which there are at all."""

from __future__ import annotations

from typing import Final

INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark nobr q rt ruby samp"
    " small span strong sub sup time tt u var wbr s strike del o:p".split()
)
BLOCK: Final = frozenset(
    "html body div p section article nav main header footer aside hgroup search menu ul ol li dl dt dd h1 h2 h3 h4 h5"
    " h6 address blockquote figure figcaption form fieldset center dir pre hr details summary".split()
)
"""What stands in lines of its own, unless a style says something else."""
NEVER_SHOWN: Final = {
    "template": "template",
    "noscript": "noscript",
    "noembed": "noembed",
    "noframes": "noframes",
    "iframe": "iframe",
    **{
        tag: tag
        for tag in (
            "audio",
            "video",
            "canvas",
            "meter",
            "progress",
            "datalist",
            "rp",
            "desc",
            "metadata",
            "clippath",
            "defs",
            "symbol",
        )
    },
    **{tag: tag for tag in ("marker", "pattern", "annotation", "annotation-xml", "mask")},
}
"""What a browser that runs scripts shows nothing of, or shows something else in place of its text."""
BY_DEFAULT: Final = frozenset(("head", "title", "link", "meta", "base", "param", "area", "script", "style"))
"""What a browser hides unless a style sheet shows it."""
_HTML = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote"
    " body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div"
    " dl dt em embed fencedframe fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head"
    " header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map"
    " mark marquee menu menuitem meta meter nav nobr noembed noframes noscript object ol optgroup option output p"
    " param picture plaintext pre progress q rb rbc rp rt rtc ruby s samp script search section select"
    " selectedcontent slot small source spacer span strike strong style sub summary sup svg table tbody td"
    " template textarea tfoot th thead time title tr track tt u ul var video wbr xmp math o:p"
)
KNOWN: Final = frozenset(_HTML.split())
"""All that HTML has or had, and what Word leaves in it; any other name without a hyphen is a template's or a framework's."""
