"""Translate the number formats of an OpenDocument spreadsheet into layouts as Excel writes them."""

from __future__ import annotations

from composite_index.files.layouts import Layout

# Elements of a date's format, as in Excel when the style is short and when it is long.
PARTS = {
    "number:year": ("yy", "yyyy"),
    "number:month": ("m", "mm"),
    "number:day": ("d", "dd"),
    "number:day-of-week": ("ddd", "dddd"),
    # no layout of Excel has these; the whole date is shown instead
    "number:quarter": ("d", "d"),
    "number:week-of-year": ("d", "d"),
    "number:era": ("g", "g"),
    "number:hours": ("h", "hh"),
    "number:minutes": (":mm", ":mm"),
    "number:seconds": (":ss", ":ss"),
}
FORMATS = ("number:date-style", "number:percentage-style", "number:number-style")
GREGORIAN = ("", "gregorian")


class LayoutReader:
    """Collects formats and the styles of cells that refer to them, from the elements of the XML."""

    def __init__(self) -> None:
        """Start with none."""
        self._codes: dict[str, str] = {}
        # of each style of cells, its format and the style that it is based on
        self._styles: dict[str, tuple[str, str]] = {}
        self._name = self._code = ""
        self._in_text = False
        self._known: dict[str, Layout] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note a style, or a part of a format."""
        if name == "style:style" and attributes.get("style:family") == "table-cell":
            based_on = attributes.get("style:parent-style-name", "")
            self._styles[attributes.get("style:name", "")] = (attributes.get("style:data-style-name", ""), based_on)
        elif name == "style:default-style" and attributes.get("style:family") == "table-cell":
            self._styles.setdefault("Default", (attributes.get("style:data-style-name", ""), ""))
        elif name in FORMATS:
            self._name, self._code = attributes.get("style:name", ""), ""
        elif name in PARTS and self._name:
            self._code += self._part(name, attributes)
        elif name == "number:number" and self._name:
            zeros = int(attributes.get("number:min-integer-digits", 1))
            places = int(attributes.get("number:decimal-places", 0))
            self._code += "0" * max(zeros, 1) + ("." + "0" * places if places else "")
        elif name == "number:text" and self._name:
            self._in_text = True
            self._code += '"'

    def text(self, text: str) -> None:
        """Add to the text between the parts of a format."""
        if self._in_text:
            self._code += text.replace('"', "")

    def end(self, name: str) -> None:
        """End a format or a text in it."""
        if name == "number:text" and self._in_text:
            self._in_text = False
            self._code += '"'
        elif name in FORMATS and self._name:
            # the sign is a text there, and a text is only written after the number in a layout of Excel
            self._codes[self._name] = "0%" if name == "number:percentage-style" else self._code
            self._name = ""

    def layout(self, style: str) -> Layout:
        """Return the format of a style of cells, or of the styles that it is based on."""
        if style not in self._known:
            seen, code, each = set(), "", style
            while each and each not in seen and not code:
                seen.add(each)
                name, each = self._styles.get(each, ("", ""))
                code = self._codes.get(name, "")
            self._known[style] = Layout(code)
        return self._known[style]

    @staticmethod
    def _part(name: str, attributes: dict[str, str]) -> str:
        if attributes.get("number:calendar", "") not in GREGORIAN:
            return "e"
        if name == "number:month" and attributes.get("number:textual") == "true":
            return "mmm"
        return PARTS[name][attributes.get("number:style") == "long"]
