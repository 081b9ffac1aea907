"""Schemas: JSON Schema 2020-12 (OpenAPI 3.1 and 3.2), OpenAPI 3.0's dialect and OpenAPI 2.0's, to `ir` types.

reader.py       SchemaReader: references, components, what one schema says
objects.py      objects and arrays
unions.py       anyOf, oneOf, discriminators, polymorphism by inheritance
enums.py        enum, const and the names of their members
fits.py         which kinds of values a schema lets in
scopes.py       what a dynamic reference means
residual.py     what types can't say, kept as JSON Schema for `ir.Checked`
keywords.py     the keywords of each dialect and the values that they may have
"""

from scaffold.specs.jsonschema.reader import SchemaReader

__all__ = ["SchemaReader"]
