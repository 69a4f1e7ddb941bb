"""What %load_ext gdviz adds to a notebook, and takes away."""

from gdviz.runs.run import Run


def shown(shell, thing):
    return shell.display_formatter.format(thing)[0]


def test_a_run_is_shown_with_a_picture_and_without_the_extension_by_its_facts(shell, solved):
    run = solved("bowl")
    assert shown(shell, run).keys() == {"text/plain", "text/html", "image/png"}
    shell.run_line_magic("unload_ext", "gdviz")
    assert shown(shell, run) == {"text/plain": repr(run), "text/html": run._repr_html_()}
    assert "gdviz" not in shell.magics_manager.magics["line"]


def test_it_can_be_taken_away_before_a_run_was_shown_and_loaded_again(shell, solved):
    shell.run_line_magic("unload_ext", "gdviz")
    shell.run_line_magic("load_ext", "gdviz")
    assert "gdviz" in shell.magics_manager.magics["cell"]
    assert "image/png" in shown(shell, solved("bowl"))


def test_the_run_itself_knows_no_renderer():
    assert not hasattr(Run, "_repr_mimebundle_")
