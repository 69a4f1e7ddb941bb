"""A deck as manim-slides records it: slides in a row on one page are one presentation."""

from gdviz.slides.slide import HEIGHT, WIDTH, Slide, presentations


def test_slides_in_a_row_on_one_page_are_one_presentation(slides: list[Slide]) -> None:
    made = presentations(slides)
    assert [len(one.slides) for one in made] == [2, 1]
    assert [one.background_color.as_hex(format="long") for one in made] == ["#11151c", "#ffffff"]
    assert {one.resolution for one in made} == {(WIDTH, HEIGHT)}
    assert [len(one.slides) for one in presentations([slides[0], slides[2], slides[1]])] == [1, 1, 1]
    assert presentations([]) == []


def test_a_slide_keeps_its_film_its_notes_and_whether_it_loops(slides: list[Slide]) -> None:
    recorded = [one for made in presentations(slides) for one in made.slides]
    assert [one.file for one in recorded] == [slide.film for slide in slides]
    assert [(one.loop, one.notes) for one in recorded] == [(slide.loops, slide.notes) for slide in slides]
