"""What a project is called, by the files of its own ecosystem."""

from __future__ import annotations

import pytest

from pytest_icplicense.scaffold.from_repository import project_name


@pytest.mark.parametrize(
    ("file", "text", "name"),
    [
        ("package.json", '{"name": "@team/shop"}', "shop"),
        ("composer.json", '{"name": "team/shop"}', "shop"),
        ("project.config.json", '{"projectname": "shop-mini"}', "shop-mini"),
        ("project.config.json", '{"projectname": "小店"}', None),  # of which nothing can be a service's name
        ("go.mod", "module example.com/team/shop/v2\n", "shop"),
        (
            "pom.xml",
            "<project><parent><artifactId>boot</artifactId></parent><artifactId>shop</artifactId></project>",
            "shop",
        ),
        ("settings.gradle", "rootProject.name = 'shop'\n", "shop"),
        ("settings.gradle.kts", 'rootProject.name = "shop"\n', "shop"),
        ("Cargo.toml", '[workspace]\n\n[package]\nversion = "1.0.0"\nname = "shop"\n', "shop"),
        ("Cargo.toml", '[package]\nversion = "1.0.0"\n\n[[bin]]\nname = "tool"\n', None),
        ("pubspec.yaml", "name: shop\nversion: 1.0.0\n", "shop"),
    ],
)
def test_a_project_is_called_as_its_package_is(tmp_path, file, text, name):
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert project_name(tmp_path, tmp_path) == name
