"""The web page. Reading order: words, markup, passages, cards, sources, examples, page.

`words` has the two languages, `markup` makes escaped HTML of text; `passages`, `cards`, `sources` make it of records.
Only `page` imports gradio, and nothing outside `qa_app.py` imports `page`.
"""
