"""The page that describes the API: its OpenAPI document as HTML.

In: the OpenAPI document. Out: one page with nothing to load, as the program fetches nothing from anywhere; the usual
pages for it get their script from another server.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5 }}
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
code, pre {{ font-family: ui-monospace, Consolas, monospace; overflow-wrap: anywhere; white-space: pre-wrap }}
section {{ border-top: 1px solid #8888; margin-top: 1.5rem }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{about} The same for programs: <a href="openapi.json">openapi.json</a>.</p>
{operations}
</body>
</html>
"""


def page(description: dict[str, Any]) -> str:
    """The whole page."""
    info, models = description["info"], description.get("components", {}).get("schemas", {})
    operations = [
        _operation(method.upper(), path, operation, models)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    return PAGE.format(
        title=escape(f"{info['title']} {info['version']}"),
        about=escape(info.get("description", "")),
        operations="\n".join(operations),
    )


def _operation(method: str, path: str, operation: dict[str, Any], models: dict[str, Any]) -> str:
    takes = [(p["name"], p["schema"], p.get("required", False), p) for p in operation.get("parameters", [])]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        model = _model(content["schema"], models)
        takes += [(n, s, n in model.get("required", []), s) for n, s in model.get("properties", {}).items()]
    rows = "".join(
        f"<li><code>{escape(name)}</code> ({escape(_type(schema))}{'' if required else ', optional'}) "
        f"{escape(about.get('description', ''))}</li>"
        for name, schema, required, about in takes
    )
    return (
        f"<section><h2>{escape(operation['summary'])}</h2><p><code>{method} {escape(path)}</code></p>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"{f'<p>Takes:</p><ul>{rows}</ul>' if rows else ''}"
        f"{''.join(_gives(code, response, models) for code, response in operation['responses'].items())}</section>"
    )


def _gives(code: str, response: dict[str, Any], models: dict[str, Any]) -> str:
    """What a successful request gets, as JSON with each value's type."""
    if code == "default":
        return ""
    ((_, content),) = response["content"].items()
    shape = json.dumps(_shape(content["schema"], models), ensure_ascii=False, indent=2)
    return f"<details><summary>Gives {escape(code)}</summary><pre>{escape(shape)}</pre></details>"


def _shape(schema: dict[str, Any], models: dict[str, Any]) -> Any:
    model = _model(schema, models)
    if "properties" in model:
        return {name: _shape(inner, models) for name, inner in model["properties"].items()}
    if model.get("type") == "array":
        return [_shape(model.get("items", {}), models)]
    if "anyOf" in model:
        return next(_shape(inner, models) for inner in model["anyOf"])
    return _type(model)


def _model(schema: dict[str, Any], models: dict[str, Any]) -> dict[str, Any]:
    """A schema, or the one that it only names."""
    found: dict[str, Any] = models[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    return found


def _type(schema: dict[str, Any]) -> str:
    """`string`, `integer`, or the values there are."""
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("const") or schema.get("type", "object"))
