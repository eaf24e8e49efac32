"""What the service does, tested as any service is."""

from app.help_center import search
from app.notifications import Subscriptions


def test_help_search_finds_only_our_own_articles():
    assert [article.slug for article in search("推送")] == ["unsubscribe"]
    assert search("天气") == []


def test_unsubscribed_users_get_no_push():
    subscriptions = Subscriptions()
    subscriptions.subscribe("ann")
    subscriptions.subscribe("bo")
    subscriptions.unsubscribe("bo")
    assert subscriptions.recipients() == ["ann"]
