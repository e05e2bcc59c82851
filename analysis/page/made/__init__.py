"""Pages and files made from data before the pages are rendered, for either renderer.

``prepare`` writes them: a page and a JSON file for each number, benchmark and model, and the
lists of them. They are whole HTML files in the site's frame, copied as they are.
"""
