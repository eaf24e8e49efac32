"""The help center's search: only the articles that the operator itself has published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Article:
    """One help article."""

    slug: str
    title: str
    body: str


ARTICLES = (
    Article("create-campaign", "如何新建推广计划", "在控制台选择“新建计划”，填写预算与投放时间。"),
    Article("unsubscribe", "如何关闭消息推送", "在“设置 - 通知”中关闭推送即可。"),
    Article("invoice", "如何开具发票", "在“财务 - 发票”中提交申请。"),
)


def search(query: str) -> list[Article]:
    """The articles that contain every word of the query."""
    words = query.split()
    return [article for article in ARTICLES if all(word in article.title + article.body for word in words)]
