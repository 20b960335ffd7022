"""The forms of a release: a module each, with one pure function ``write(tables, about)`` that gives paths and bytes."""
