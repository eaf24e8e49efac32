"""What an element hands down to what is in it, as far as style alone tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pytest_icplicense.pages.color import BLACK, BLUE, WHITE, Rgba
from pytest_icplicense.pages.viewport import Viewport


@dataclass(frozen=True, slots=True)
class Box:
    """What an element hands down to what is in it."""

    viewport: Viewport
    quirks: bool = False
    """Whether the page has no document type, so that browsers read it as they did in 1998."""
    hidden: str | None = None
    """What hides it in any layout."""
    off: str | None = None
    """What puts it off the page or cuts it off, unless an element in it is placed elsewhere."""
    doubt: str | None = None
    """What may hide it."""
    resized: bool = False
    """Whether it may be painted in another size than its style says."""
    inked: bool = False
    """Whether it may be painted in another color, or with an outline."""
    gone: bool = False
    """Whether it leaves no gap."""
    visibility: str | None = "visible"
    """None: unknown."""
    color: Rgba | None = BLACK
    body: Rgba | None = BLACK
    """The color of the page's body, which tables take where it has quirks."""
    link: Rgba | None = BLUE
    fill: Rgba | str | None = "currentcolor"
    """What is painted in place of the color."""
    backdrop: Rgba | None = WHITE
    ground: Rgba | None = WHITE
    """What is behind it where the boxes around it hold floats alone and so have no height."""
    behind: tuple[Rgba | None, ...] = ()
    """The grounds behind that one, which it need not cover."""
    spills: bool = False
    """Whether what is in it may be wider than its ground."""
    astray: str = ""
    """Whether what is wider than the window goes off to its left, where nobody scrolls: `all`, or `items` that shrink."""
    in_table: bool = False
    in_line: bool = False
    """Whether that is told already of a table around it, and of a line that does not end."""
    floats: bool = False
    flow: int | None = None
    """The innermost element around it that is as high as the floats in it."""
    floated: tuple[int | None, ...] = ()
    """That of each float around it through whose ground one may see what lies behind."""
    opacity: float = 1.0
    size: float | None = 16.0
    rem: float | None = 16.0
    """The font size of the root element."""
    family: str | None = ""
    text_indent: float | None = 0.0
    nowrap: bool = False
    clips: bool = False
    items: bool = False
    """Whether what is in it are items of a flex box or a grid."""
    overflows: bool = False
    """Whether it may be lower than what is in it, which then lies behind or over what follows."""
    shadow: bool = False
    positioned: bool = False
    beside: bool = False
    """Whether it may stand beside others, or in what does."""
    leading: float = 1.2
    """The height of its lines, in font sizes."""
    line: float | None = None
    """The same in pixels, where a length gives it."""
    regions: tuple[int, ...] = ()
    """The elements around it out of which something that is moved within them does not reach."""
    cutter: int | None = None
    """The innermost of those that cut off what is in them."""
    holder: int | None = None
    """The same for what is positioned in it (`position: absolute`)."""
    frame: int | None = None
    """The innermost that is positioned itself."""
    wide: bool = False
    """Whether an ancestor is wider than the window, or moved."""
    struck: bool = False
    animated: bool = False
    aligned: bool = True
    """Whether lines begin at the left."""
    variables: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def ink(self) -> Rgba | None:
        """What the text is painted in."""
        return self.color if isinstance(self.fill, str) else self.fill
