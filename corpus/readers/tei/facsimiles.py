"""The images of the pages of texts: found at page breaks, in facsimiles, and as IIIF manifests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urljoin

from corpus.images import is_image_location, is_web_address, make_page_image
from corpus.model import PageImage

from .accounting import TextAccount
from .inline import page_label
from .name_resolution import split_pointers
from .xml_tree import XmlElement

_IMAGE_TAGS: Final = ("graphic", "media")
_FACSIMILE_TAGS: Final = ("facsimile", "sourceDoc")
_SURFACE_TAGS: Final = ("surface", "zone")
_SURFACE_POINTERS: Final = ("facs", "corresp", "sameAs", "source")
_PAGE_POINTERS: Final = ("start", "corresp")
"""Attributes by which a surface points to the page break of its page."""
_MANIFEST_POINTERS: Final = ("facs", "sameAs", "corresp")
_PATH: Final = re.compile(r"/|\.(?:jpe?g|png|tiff?|gif|webp|jp2|bmp|svg|avif|pdf|json)\Z", re.IGNORECASE)
_PREVIEWS: Final = ("thumb", "preview", "small")


@dataclass(frozen=True, slots=True)
class Surface:
    """A written surface: its element, its label, and the locations of its image and of others like it."""

    element: XmlElement
    label: str | None
    location: str | None


@dataclass(slots=True)
class Facsimiles:
    """The facsimiles of an edition's files, and the images of the texts that have been assigned.

    ``surfaces`` maps the name of a file and an ``xml:id`` in it to the surface, ``by_page_break`` those of a
    page break to the surface that points to it, ``in_facsimile`` the ``id()`` of a facsimile to its surfaces.
    """

    account: TextAccount
    surfaces: dict[tuple[str, str], Surface] = field(default_factory=dict)
    by_page_break: dict[tuple[str, str], Surface] = field(default_factory=dict)
    in_facsimile: dict[int, list[Surface]] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)
    _images: dict[int, dict[str, PageImage]] = field(default_factory=dict)

    def add(self, root: XmlElement, file: str) -> None:
        """Add the facsimiles of a file, given by its root and name."""
        _SurfaceCollector(self, Path(file).name).collect(root, "", None)

    def assign(
        self, root: XmlElement, texts: Iterable[XmlElement], file: str, *, owns_pages: bool = False
    ) -> None:
        """Find the images of the pages on which texts of a file stand.

        Args:
            root: the root of the file.
            texts: the elements of the texts, one of which may contain others.
            owns_pages: whether a page without words that begins in a text is one of its pages.
        """
        owners = {id(text) for text in texts}
        _PageWalk(self, Path(file).name, owners, owns_pages).walk(root, "", None)

    def images_of(self, text: XmlElement | None, root: XmlElement | None = None) -> tuple[PageImage, ...]:
        """Return the images of an assigned text, then those of its file that no page break refers to.

        Args:
            text: the element of the text, or None.
            root: the root of the file if it holds only this text; otherwise None.
        """
        images = dict(self._images.get(id(text), {})) if text else {}
        for element in root.child_elements if root else ():
            if element.tag in _FACSIMILE_TAGS:
                for image in self._unlinked(element):
                    images.setdefault(image.url, image)
        return tuple(images.values())

    def _unlinked(self, facsimile: XmlElement) -> Iterator[PageImage]:
        """Yield the images of a facsimile, its manifest last."""
        for surface in self.in_facsimile.get(id(facsimile), ()):
            self._used.add(id(surface.element))
            if surface.location:
                yield make_page_image(surface.label, surface.location)
        pointers = (facsimile.get(name) or "" for name in _MANIFEST_POINTERS)
        for address in filter(is_web_address, pointers):
            yield replace(make_page_image(None, address), iiif=make_page_image(None, address).iiif or address)

    def report_unused(self) -> None:
        """Report the surfaces that are of no page."""
        for surfaces in self.in_facsimile.values():
            for surface in surfaces:
                if id(surface.element) not in self._used:
                    kind = "surfaces without a page"
                    example = surface.location or surface.element.id or ""
                    self.account.add("warning", "facts-unused", kind, surface.element.line, example)

    def attach(self, owner: int, image: PageImage) -> None:
        """Add an image to those of a text, given by its ``id()``, unless it has it."""
        self._images.setdefault(owner, {}).setdefault(image.url, image)

    def resolve(self, element: XmlElement, base: str, file: str, page: str | None) -> Iterator[PageImage]:
        """Yield the images that ``facs`` of an element refers to; what leads to none is reported.

        Args:
            base: the address to which relative ones refer; "" if there is none.
            file: the name of the file.
            page: the label of the page.
        """
        linked = self.by_page_break.get((file, element.id)) if element.id else None
        if linked and linked.location:
            self._used.add(id(linked.element))
            yield make_page_image(page or linked.label, linked.location)
        value = element.get("facs")
        for pointer in split_pointers(value) if value else ():
            image = self._image_at(pointer, base, file, page)
            if image:
                yield image
            else:
                kind = f"{element.tag}/@facs that leads to no image"
                self.account.add("warning", "image-unresolved", kind, element.line, pointer)

    def _image_at(self, pointer: str, base: str, file: str, page: str | None) -> PageImage | None:
        """Return the image that a pointer in a file leads to; None if it leads to none."""
        name, sign, id_ = pointer.rpartition("#")
        surface = self.surfaces.get((Path(unquote(name)).name or file, id_)) if sign else None
        if surface:
            self._used.add(id(surface.element))
            return make_page_image(page or surface.label, surface.location) if surface.location else None
        if sign and not is_web_address(pointer):
            return None
        location = _absolute(pointer, base)
        return make_page_image(page, location) if is_image_location(location) else None


@dataclass(slots=True)
class _SurfaceCollector:
    """A collector of the surfaces and images in the facsimiles of a file, of which ``file`` is the name."""

    facsimiles: Facsimiles
    file: str

    def collect(self, element: XmlElement, base: str, facsimile: XmlElement | None) -> None:
        """Add the surfaces below an element.

        Args:
            base: the address to which relative ones refer.
            facsimile: the facsimile around the element; None outside of one.
        """
        base = _base(element, base)
        facsimile = element if element.tag in _FACSIMILE_TAGS else facsimile
        for child in element.child_elements:
            if facsimile and child.tag == "surface":
                self._add_surface(child, base, facsimile)
            elif facsimile and child.tag in _IMAGE_TAGS:
                location = _location(child, _base(child, base))
                self._add(Surface(child, child.get("n"), location), facsimile)
            elif child.tag != "teiHeader":
                self.collect(child, base, facsimile)

    def _add_surface(self, element: XmlElement, base: str, facsimile: XmlElement) -> None:
        """Add a surface, to which the ids of the zones and images in it lead too."""
        surface = Surface(element, _label(element), _surface_location(element, _base(element, base)))
        self._add(surface, facsimile)
        for inner in element.find_all(*_SURFACE_TAGS, *_IMAGE_TAGS):
            if inner.id:
                self.facsimiles.surfaces.setdefault((self.file, inner.id), surface)

    def _add(self, surface: Surface, facsimile: XmlElement) -> None:
        """Add a surface under its id and those of the page breaks that it points to."""
        element, facsimiles = surface.element, self.facsimiles
        facsimiles.in_facsimile.setdefault(id(facsimile), []).append(surface)
        if element.id:
            facsimiles.surfaces.setdefault((self.file, element.id), surface)
        for name in _PAGE_POINTERS:
            for pointer in (element.get(name) or "").split():
                file, sign, id_ = pointer.rpartition("#")
                if sign and not is_web_address(pointer):
                    facsimiles.by_page_break.setdefault((Path(file).name or self.file, id_), surface)


@dataclass(slots=True)
class _PageWalk:
    """A walk over a file that attaches the images of each page to the texts with words on it.

    ``owners`` holds the ``id()``s of the texts.
    """

    facsimiles: Facsimiles
    file: str
    owners: set[int]
    owns_pages: bool
    page: str | None = None
    current: list[PageImage] = field(default_factory=list)

    def walk(self, element: XmlElement, base: str, owner: int | None) -> None:
        """Walk over an element, which is in the text ``owner``, if in any."""
        base = _base(element, base)
        owner = id(element) if id(element) in self.owners else owner
        self._visit(element, base, owner)
        for child in element.children:
            if isinstance(child, str):
                if child.strip() and owner is not None:
                    self._attach(owner, self.current)
            elif child.tag not in ("teiHeader", *_FACSIMILE_TAGS):
                self.walk(child, base, owner)

    def _visit(self, element: XmlElement, base: str, owner: int | None) -> None:
        """Begin a page at a page break, and attach the images that an element itself refers to."""
        is_break = element.tag == "pb"
        self.page = page_label(element) if is_break else self.page
        images = list(self.facsimiles.resolve(element, base, self.file, self.page))
        if is_break:
            self.current = images
        if owner is not None and (self.owns_pages or not is_break):
            self._attach(owner, images)

    def _attach(self, owner: int, images: Iterable[PageImage]) -> None:
        """Attach images to a text."""
        for image in images:
            self.facsimiles.attach(owner, image)


def _base(element: XmlElement, base: str) -> str:
    """Return the address to which relative ones in an element refer."""
    return _join(base, element.get("xml:base") or "")


def _absolute(location: str, base: str) -> str:
    """Return a location as an address; a bare identifier, which is no path, is returned unchanged."""
    return _join(base, location) if _PATH.search(location) else location


def _join(base: str, location: str) -> str:
    """Return a location as an address; unchanged if there is no base or either is malformed."""
    try:
        return urljoin(base, location) if base else location
    except ValueError:
        return location


def _label(surface: XmlElement) -> str | None:
    """Return the label of a surface: its number, or its label as text."""
    label = next((child.text for child in surface.child_elements if child.tag == "label"), None)
    return surface.get("n") or label or None


def _surface_location(surface: XmlElement, base: str) -> str | None:
    """Return the location of a surface's image: of its first image that is no preview, else a pointer's."""
    images = list(surface.find_all(*_IMAGE_TAGS))
    located = (_location(image, _base(image, base)) for image in sorted(images, key=_is_preview))
    pointers = (_absolute(surface.get(name) or "", base) for name in _SURFACE_POINTERS)
    return next(filter(None, located), None) or next(filter(is_web_address, pointers), None)


def _location(image: XmlElement, base: str) -> str | None:
    """Return the location of a ``graphic`` or ``media``; None if it has none or is no image."""
    location = _absolute(image.get("url") or image.get("target") or "", base)
    is_image = (image.get("mimeType") or "image/").startswith(("image/", "application/"))
    return location if is_image and is_image_location(location) else None


def _is_preview(image: XmlElement) -> bool:
    """Return whether an image is a smaller one beside another of the same surface."""
    words = " ".join((image.get(name) or "").lower() for name in ("type", "subtype", "n", "rend", "decls"))
    return any(preview in words for preview in _PREVIEWS)
