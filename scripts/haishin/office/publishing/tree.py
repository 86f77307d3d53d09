"""XML as Atom and CAP have it: every element in the namespace of the root, without a prefix."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring


def root(name: str, namespace: str) -> Element:
    """Begin a document."""
    register_namespace("", namespace)
    return Element(f"{{{namespace}}}{name}")


def add(into: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element to another; text and attributes are escaped when they are written."""
    namespace, _, _ = into.tag.rpartition("}")
    added = SubElement(into, f"{namespace}}}{name}", attributes)
    added.text = text
    return added


def written(root: Element) -> str:
    """Write the document, an element a line."""
    indent(root, "")
    data: bytes = tostring(root, "utf-8", xml_declaration=True)
    return data.decode() + "\n"
