"""Releases: a frozen copy of the site a version, beside all earlier ones, that can be rebuilt.

``versions`` says what a version is, ``freeze`` makes a built site part of the publish tree,
``tree`` plans what a new version changes there, ``stores`` makes that change in one step,
``changes`` compares the numbers of two versions, and ``cut`` and ``verify`` run it all.
"""
