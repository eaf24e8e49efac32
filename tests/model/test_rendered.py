"""What a browser showed: of each page in each window the last."""

from __future__ import annotations

from pytest_icplicense.model.rendered import RenderedPage, latest


def page(viewport, *visible):
    return RenderedPage(
        document="a.icp.yaml", site="example.cn", file="i.html", url=None, viewport=viewport, visible=visible
    )


def test_only_what_was_shown_last_is_reported():
    before, other, after = page("390x844", "京B2-20181623"), page("1280x800"), page("390x844")
    assert latest([before, other, after]) == [after, other]
