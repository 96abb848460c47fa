"""The HTTP API: the same answers as the command line, as JSON, with an OpenAPI description.

`routes` has the routes, `models` the form of what they take and give, `problems` that of errors, `docs` the page that
describes them all. What they give is made by `serialize` and `listing`.
"""
