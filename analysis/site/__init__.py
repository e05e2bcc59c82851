"""The embedded renderer: the Quarto pages of ``report/`` to a website, from PyPI packages alone.

``build.build`` is the way in. A page's way: ``source`` (text, includes) -> ``execute`` (cells) ->
``convert`` (pandoc and the filters in ``filters/``) -> ``links`` -> the template.
"""
