"""Read XML from strangers: as a stream of elements, or whole if it is small. Neither resolves anything outside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

Start = Callable[[str, dict[str, str]], None]


class MarkupError(Exception):
    """The XML declares a document type, which no spreadsheet needs and which attacks use."""


def stream_parser(start: Start, end: Callable[[str], None], text: Callable[[str], None] | None = None) -> Any:
    """Return a parser that calls these functions as elements start and end, and with the text in them."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def small_tree(data: bytes) -> ElementTree.Element:
    """Return the root element."""
    if b"<!DOCTYPE" in data:
        _refuse()
    return ElementTree.fromstring(data)  # noqa: S314  # without a document type it has no entities


def _refuse(*_: object) -> None:
    raise MarkupError("its XML declares a document type")
