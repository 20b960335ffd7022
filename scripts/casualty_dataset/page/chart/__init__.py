"""Charts of the page, drawn as SVG: they know nothing of claims."""
