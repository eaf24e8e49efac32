"""The license's provisions as ordinary tests of this project."""

import pytest


@pytest.mark.icp(manifest="../ads-console.icp.yaml", provision="SP-02")
def test_stays_inside_the_license(icp_case):
    icp_case.check()


@pytest.mark.icp(manifest="../ads-console.icp.yaml")
def test_every_site_is_on_the_license(icp_manifest, icp_license):
    for site in icp_manifest.tree["sites"]:
        assert icp_license.site(site["domain"]), site["domain"]
