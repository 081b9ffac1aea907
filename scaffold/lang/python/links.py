"""What templates see of links: for each one a function from a reply to arguments of the next call."""

from __future__ import annotations

from msgspec import Struct

from scaffold import ir
from scaffold.lang.links import Follow, FromBody, FromHeader, FromRequest, FromSent, Origin
from scaffold.lang.python.client_views import (
    ClientView,
    MethodView,
    ReplyView,
    attributes,
    variable_names,
)
from scaffold.lang.python.names import Scope, distinct, identifier


class LinkView(Struct, frozen=True):
    """A link: `name` is its function, `class_name` the type of what that gives."""

    name: str
    class_name: str
    follow: Follow
    source: MethodView
    source_module: str
    reply: ReplyView
    target: MethodView
    target_group: str

    @property
    def reads_reply(self) -> bool:
        return not self.follow.reads.isdisjoint({FromBody, FromHeader})

    @property
    def passed(self) -> tuple[tuple[str, ir.TypeRef, ir.Value | str], ...]:
        """Each argument of the next call, its type, and its value: a constant, or an expression."""
        passed = [
            (_argument(self.target, param), param.type, self._value(origin)) for param, origin in self.follow.passed
        ]
        if self.follow.body is not None:
            media, origin = self.follow.body
            passed.append(("body", media.type, self._value(origin)))
        return tuple(passed)

    @property
    def needs(self) -> tuple[tuple[str, ir.TypeRef], ...]:
        """What the first call was given, as arguments of the function."""
        needs = [(_argument(self.source, param), param.type) for param in self.follow.needs]
        if self.follow.sent is not None:
            needs.append(("body", self.follow.sent.type))
        return tuple(needs)

    @property
    def variables(self) -> tuple[tuple[str, ir.Variable], ...]:
        """What may be put into the address of its own server, with the names of the arguments."""
        return variable_names(self.follow.server, ("reply", *(name for name, _ in self.needs)))

    def _value(self, origin: Origin) -> ir.Value | str:
        match origin:
            case FromBody(steps=steps):
                return attributes("reply" if self.source.plain else "reply.body", steps)
            case FromSent(steps=steps):
                return attributes("body", steps)
            case FromHeader(header=header):
                return "reply." + next(one.name for one in self.reply.headers if one.node is header)
            case FromRequest(param=param):
                return _argument(self.source, param)
        return origin


class LinksView(Struct, frozen=True):
    """The module of all links."""

    module: str
    links: tuple[LinkView, ...]
    operation_keys: tuple[str, ...] = ()


def _argument(method: MethodView, param: ir.Param) -> str:
    return next(one.name for one in method.arguments if one.node is param)


def modules(client: ClientView) -> tuple[LinksView, ...]:
    """The module of links, if there are any to follow."""
    methods = {method.node.key: (resource, method) for resource, method in client.methods}
    words = [(*follow.source.name.words, *follow.link.name.words) for follow in client.follows]
    functions = distinct((identifier(each, Scope.FUNCTION) for each in words), ("reply",))
    classes = distinct((identifier(each, Scope.CLASS) for each in words), ("TypedDict",))
    views = []
    for follow, function, class_name in zip(client.follows, functions, classes, strict=True):
        (home, source), (group, target) = methods[follow.source.key], methods[follow.target.key]
        reply = next(one for one in source.results if one.node is follow.result)
        views.append(LinkView(function, class_name, follow, source, home.module, reply, target, group.attribute))
    return (LinksView("links", tuple(views)),) if views else ()
