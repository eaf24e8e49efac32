"""What the service does, tested as any service is."""

import pytest
from app.help_center import search
from app.notifications import Subscriptions


def test_help_search_finds_only_our_own_articles():
    assert [article.slug for article in search("推送")] == ["unsubscribe"]
    assert search("天气") == []


@pytest.mark.icp_evidence("SP-15.10.2", subject="ads-console")
def test_nobody_gets_a_push_unasked():
    assert Subscriptions().recipients() == []


@pytest.mark.icp_evidence("SP-15.10.2", subject="ads-console")
def test_unsubscribed_users_get_no_push():
    subscriptions = Subscriptions()
    subscriptions.subscribe("ann")
    subscriptions.subscribe("bo")
    subscriptions.unsubscribe("bo")
    assert subscriptions.recipients() == ["ann"]
