"""Pages of vectors: one as it is but for the last decimals, several side by side."""

import re

import pytest

from gdviz.encode.vectors import write_pages


def page(width, height, inside='<path d="M 1.23456 2.5 L 10 -0.999999"/>'):
    def print_to(path):
        assert path.suffix in (".svg", ".pdf")
        head = '<?xml version="1.0"?>' if path.suffix == ".svg" else "%PDF "
        path.write_text(f'{head}<svg width="{width}pt" viewBox="0 0 {width} {height}" version="1.1">{inside}</svg>')

    return print_to


def test_one_page_keeps_all_but_the_decimals_of_its_paths(tmp_path):
    text = write_pages(tmp_path / "deep" / "a.svg", [page(9.123456, 5)]).read_text()
    assert 'd="M 1.23 2.5 L 10 -0.99"' in text
    assert 'viewBox="0 0 9.123456 5"' in text
    assert text.startswith("<?xml")


def test_pages_stand_side_by_side_under_one_box(tmp_path):
    text = write_pages(tmp_path / "a.svg", [page(40, 30), page(20.5, 35), page(10, 10)]).read_text()
    assert re.findall(r'<svg x="([\d.]+)" width="([\d.]+)" height="(\d+)"', text) == [
        ("0", "40", "30"),
        ("40", "20.5", "35"),
        ("60.5", "10", "10"),
    ]
    assert 'width="70.5pt" height="35pt" viewBox="0 0 70.5 35"' in text
    assert text.count("M 1.23 2.5") == 3
    assert "<?xml" not in text


def test_a_pdf_is_one_page_as_it_is(tmp_path):
    assert "M 1.23456" in write_pages(tmp_path / "a.pdf", [page(40, 30)]).read_text()
    with pytest.raises(ValueError, match=r"a strip is written as .svg, .png or .webp; a .pdf holds one moment"):
        write_pages(tmp_path / "b.pdf", [page(40, 30)] * 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]


def test_what_is_no_page_is_refused_where_it_must_be_taken_apart(tmp_path):
    def no_box(path):
        path.write_text("<svg></svg>")

    with pytest.raises(ValueError, match="no SVG with a box of coordinates"):
        write_pages(tmp_path / "a.svg", [page(1, 1), no_box])
    assert list(tmp_path.iterdir()) == []
