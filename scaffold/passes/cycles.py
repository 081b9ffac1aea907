"""What needs itself without end: aliases that only lead back to themselves, records that require themselves.

Nothing fits such a schema, so it is opened, with a warning: an alternative that leads straight back is left out, a
property that closes a circle of required ones is read as optional.
"""

from __future__ import annotations

from collections import deque

from msgspec.structs import replace

from scaffold import ir
from scaffold.diag import Report, quote
from scaffold.passes import walk


def cycles(api: ir.Api, report: Report) -> ir.Api:
    """Every declaration has a finite value, and is reached through an object or list before it comes again."""
    finder = _Cycles({declared.key: declared for declared in api.types}, report)
    if finder.straight() | finder.required():
        return replace(api, types=tuple(finder.types.values()))
    return api


def _direct(declared: ir.Declaration) -> list[str]:
    """The declarations that a value of this one is itself a value of."""
    stack: list[ir.TypeRef] = []
    if isinstance(declared, ir.Alias):
        stack = [declared.type]
    elif isinstance(declared, ir.Union):
        stack = [variant.type for variant in declared.variants]
    found: list[str] = []
    while stack:
        kind = stack.pop()
        match kind:
            case ir.Ref(key=key):
                found.append(key)
            case ir.Nullable(item=item) | ir.Checked(item=item):
                stack.append(item)
            case ir.OneOf(variants=variants):
                stack.extend(variants)
    return found


class _Cycles:
    def __init__(self, types: dict[str, ir.Declaration], report: Report) -> None:
        self.types = types
        self._report = report
        self._users: dict[str, list[str]] = {}
        for key, declared in types.items():
            for other in dict.fromkeys(walk.refs(walk.within(declared))):
                self._users.setdefault(other, []).append(key)

    def straight(self) -> bool:
        """Breaks circles of aliases and unions."""
        broken = False
        direct = {key: links for key, declared in self.types.items() if (links := _direct(declared))}
        done: set[str] = set()
        for start in direct:
            path: list[tuple[str, list[str]]] = [(start, list(direct[start]))] if start not in done else []
            on_path = {start}
            while path:
                key, left = path[-1]
                if not left:
                    done.add(key)
                    on_path.discard(key)
                    path.pop()
                    continue
                link = left.pop()
                if link in on_path:
                    broken = True
                    self._cut(key, link)
                elif link in direct and link not in done:
                    on_path.add(link)
                    path.append((link, list(direct[link])))
        return broken

    def _cut(self, key: str, link: str) -> None:
        """Takes out of a declaration the alternative that leads back."""
        declared = self.types[key]
        self._report.add(
            "schema-cycle", declared.source, f"{quote(declared.name.wire.raw)} leads back to itself at once"
        )

        def change(kind: ir.TypeRef) -> ir.TypeRef:
            if isinstance(kind, ir.Ref):
                return ir.Never() if kind.key == link else kind
            if isinstance(kind, ir.Nullable | ir.Checked):
                inner = walk.changed(kind, change)
                return ir.Never() if isinstance(inner, ir.Checked) and isinstance(inner.item, ir.Never) else inner
            return kind

        if isinstance(declared, ir.Union):
            kept = tuple(variant for variant in declared.variants if not isinstance(change(variant.type), ir.Never))
            self.types[key] = _union(declared, kept)
        elif isinstance(declared, ir.Alias):
            kind = change(declared.type)
            self.types[key] = replace(declared, type=ir.Anything() if isinstance(kind, ir.Never) else kind)

    def required(self) -> bool:
        """Opens circles of required properties."""
        finite: set[str] = set()
        self._spread(list(self.types), finite)
        opened = False
        for key, declared in list(self.types.items()):
            if key in finite or not isinstance(declared, ir.Record):
                continue
            opened = True
            fields = tuple(self._opened(field, finite, declared) for field in declared.fields)
            self.types[key] = replace(declared, fields=fields)
            self._spread([key], finite)
        return opened

    def _spread(self, keys: list[str], finite: set[str]) -> None:
        """Adds those of the declarations that have a finite value, and all that then have one."""
        queue = deque(keys)
        while queue:
            key = queue.popleft()
            if key not in finite and self._declaration_ends(self.types[key], finite):
                finite.add(key)
                queue.extend(other for other in self._users.get(key, ()) if other not in finite)

    def _opened(self, field: ir.Field, finite: set[str], record: ir.Record) -> ir.Field:
        if not field.required or self._ends(field.type, finite):
            return field
        label = f"{quote(field.name.wire.raw)} of {quote(record.name.wire.raw)}"
        if isinstance(field.type, ir.Never):
            self._report.add(
                "schema-impossible", field.source, f"nothing fits the required property {label}; read as optional"
            )
        else:
            message = f"the required property {label} requires itself without end; read as optional"
            self._report.add("schema-cycle", field.source, message)
        return replace(field, required=False)

    def _declaration_ends(self, declared: ir.Declaration, finite: set[str]) -> bool:
        match declared:
            case ir.Record(fields=fields):
                return all(self._ends(field.type, finite) for field in fields if field.required)
            case ir.Union(variants=variants):
                return any(self._ends(variant.type, finite) for variant in variants)
            case ir.Alias(type=kind):
                return self._ends(kind, finite)
        return True

    def _ends(self, kind: ir.TypeRef, finite: set[str]) -> bool:
        match kind:
            case ir.Ref(key=key):
                return key in finite or key not in self.types
            case ir.Checked(item=item):
                return self._ends(item, finite)
            case ir.OneOf(variants=variants):
                return any(self._ends(one, finite) for one in variants)
            case ir.ListOf(item=item, limits=limits):
                return not limits.min_items or self._ends(item, finite)
            case ir.TupleOf(items=items, rest=rest, limits=limits):
                needed = limits.min_items or 0
                return all(self._ends(one, finite) for one in (*items, rest)[:needed])
            case ir.MapOf(value=value, limits=limits):
                return not limits.min_properties or self._ends(value, finite)
            case ir.Never():
                return False
        return True


def _union(declared: ir.Union, kept: tuple[ir.Variant, ...]) -> ir.Declaration:
    """The union with these alternatives only; with one or none of them it is an alias."""
    if len(kept) > 1:
        return replace(declared, variants=kept)
    return ir.Alias(
        key=declared.key,
        name=declared.name,
        type=kept[0].type if kept else ir.Anything(),
        doc=declared.doc,
        examples=declared.examples,
        deprecated=declared.deprecated,
        source=declared.source,
    )
