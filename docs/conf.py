"""How the pages become a site: `tools/site`, or `python -m sphinx -W docs dist/site`."""

import wardline

project = "Wardline"
author = "the Wardline maintainers"
copyright = author  # noqa: A001 # Sphinx' name
release = version = wardline.__version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["screens/**"]
# Everything is linked from somewhere; status and figures are read in the repository, too.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence", "deflist"]
html_theme = "furo"
html_title = "Wardline"
html_show_sourcelink = False
html_copy_source = False
# No request to anybody: no fonts, no badges, no analytics.
html_theme_options = {"source_repository": "", "footer_icons": []}
# Links to what is beside docs/ (README, tests, contrib) are for readers of the repository.
suppress_warnings = ["myst.xref_missing"]
