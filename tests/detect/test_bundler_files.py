"""Gemfile, Gemfile.lock and gemspecs."""

from __future__ import annotations

import pytest

from pytest_icplicense.detect.unjudged import Unjudged

GEMFILE = """source "https://rubygems.org"
# gem "commented"
gem "a", "~> 1" # gem "x"
gem 'b', group: :test
gem "c", groups: [:development, :production]
gem("d")
group :development, :test do
  gem "e"
  if foo
    gem "f"
  end
end
gem "g",
  require: false,
  group: [:development]
group :production do
  gem "h"
end
=begin
gem "i"
=end
gem "j" if ENV["X"]
gemspec
__END__
gem "k"
"""
LOCK = """GIT
  remote: https://x
  revision: a
  specs:
    gi (1.0)

GEM
  remote: https://rubygems.org/
  specs:
    a (1.0)
      t (>= 1)
    t (2.0-x86_64)
    e (1.0)
      et
    et (1)

PLATFORMS
  ruby

DEPENDENCIES
  a (~> 1)
  e
  gi!

BUNDLED WITH
   2.5
"""


def test_groups(shows):
    assert shows("Gemfile", GEMFILE) == [
        ("a", 3),
        ("-b", 4),
        ("c", 5),
        ("d", 6),
        ("-e", 8),
        ("-f", 10),
        ("-g", 13),
        ("h", 17),
        ("j", 22),
    ]


def test_what_is_computed_is_told(shows):
    with pytest.raises(Unjudged, match="no code is run") as caught:
        shows("Gemfile", 'gem "a"\ngem name\n')
    assert caught.value.line == 2


def test_locked_gems(shows):
    gemfile = 'gem "a"\ngem "gi"\ngroup(:test) do\n gem "e"\nend'
    found = [("gi", 5), ("a", 10), ("t", 12), ("-e", 13), ("-et", 15)]
    assert shows("Gemfile.lock", LOCK, {"Gemfile": gemfile}) == found
    assert [name for name, _ in shows("Gemfile.lock", LOCK)] == ["gi", "a", "t", "e", "et"]


def test_a_conflict_is_told(shows):
    with pytest.raises(Unjudged, match="does not write"):
        shows("Gemfile.lock", LOCK + ">>>>>>> main\n")


def test_gemspec(shows):
    text = """Gem::Specification.new do |s|
  s.add_dependency "a"
  s.add_development_dependency("d")
  # s.add_dependency "c"
end"""
    assert shows("x.gemspec", text) == [("a", 2), ("-d", 3)]
