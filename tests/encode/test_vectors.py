"""Pages of vectors: one as it is but for the last decimals."""

from gdviz.encode.vectors import write_page


def page(width, height, inside='<path d="M 1.23456 2.5 L 10 -0.999999"/>'):
    def print_to(path):
        assert path.suffix in (".svg", ".pdf")
        head = '<?xml version="1.0"?>' if path.suffix == ".svg" else "%PDF "
        path.write_text(f'{head}<svg width="{width}pt" viewBox="0 0 {width} {height}" version="1.1">{inside}</svg>')

    return print_to


def test_a_page_keeps_all_but_the_decimals_of_its_paths(tmp_path):
    text = write_page(tmp_path / "deep" / "a.svg", page(9.123456, 5)).read_text()
    assert 'd="M 1.23 2.5 L 10 -0.99"' in text
    assert 'viewBox="0 0 9.123456 5"' in text
    assert text.startswith("<?xml")


def test_a_pdf_is_as_it_is(tmp_path):
    assert "M 1.23456" in write_page(tmp_path / "a.pdf", page(40, 30)).read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
