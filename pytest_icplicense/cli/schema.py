"""`icplicense schema`: the JSON Schema of a kind of document, for editors and other validators."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from pytest_icplicense.cli.options import add_lang, add_library, library_for, settings_for


def options(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    from pytest_icplicense.library import SCHEMAS

    parser.add_argument("kind", choices=SCHEMAS, metavar="KIND", help=", ".join(SCHEMAS))
    add_library(parser)
    add_lang(parser)


def run(options: argparse.Namespace) -> int:
    """Print the schema, with the feature kinds and telecom services of the catalogue in it."""
    settings = settings_for(options, Path())
    library = library_for(settings)
    tree = library.schema_for_editors(options.kind)
    sys.stdout.write(json.dumps(tree, ensure_ascii=False, indent=2) + "\n")
    return 0
