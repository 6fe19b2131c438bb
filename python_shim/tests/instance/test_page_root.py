"""A document that believes it lies at the root of its host, moved below a prefix while it passes."""

import pytest

from jupyterlab_vibevoice.instance.page_root import RootPaths


@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_document_is_changed_alike_however_it_is_cut(size: int) -> None:
    html = b'<!doctype html>\n<!-- < --><body class="x"><a href="/a">b</a> 1 < 2 <img src="/p/ui/c"></body>'
    document = RootPaths("/p/ui/")
    changed = b"".join(document.feed(html[at : at + size]) for at in range(0, len(html), size)) + document.close()
    script = b'<script src="/p/ui/~vibevoice/root-paths.js"></script>'
    assert changed == html.replace(b"<body", script + b"<body").replace(b'"/a"', b'"/p/ui/a"')
