"""What templates see of links: for each one a function from a reply to arguments of the next call."""

from __future__ import annotations

from collections.abc import Iterable

from scaffold import ir
from scaffold.frozen import dataclass
from scaffold.lang.links import Follow, FromBody, FromHeader, FromRequest, Origin, links
from scaffold.lang.python import literals
from scaffold.lang.python.client_views import MethodView, ReplyView, ResourceView, attributes
from scaffold.lang.python.names import Scope, distinct, identifier


@dataclass(frozen=True)
class LinkView:
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
    def passed(self) -> tuple[tuple[str, ir.Param, str], ...]:
        """The argument of the next call, the parameter it is for, and the expression of its value."""
        pairs = self.follow.passed
        return tuple((_argument(self.target, param), param, self._value(origin)) for param, origin in pairs)

    @property
    def needs(self) -> tuple[tuple[str, ir.Param], ...]:
        """What the first call was given, as arguments of the function."""
        return tuple((_argument(self.source, param), param) for param in self.follow.needs)

    def _value(self, origin: Origin) -> str:
        match origin:
            case FromBody(steps=steps):
                return ".".join(["reply" if self.source.plain else "reply.body", attributes("", steps)])
            case FromHeader(header=header):
                return "reply." + next(one.name for one in self.reply.headers if one.node is header)
            case FromRequest(param=param):
                return _argument(self.source, param)
            case ir.Value():
                return literals.literal(origin)


@dataclass(frozen=True)
class LinksView:
    """The module of all links."""

    module: str
    links: tuple[LinkView, ...]
    operation_keys: tuple[str, ...] = ()


def _argument(method: MethodView, param: ir.Param) -> str:
    return next(one.name for one in method.arguments if one.node is param)


def modules(resources: Iterable[ResourceView], types: Iterable[ir.Declaration]) -> tuple[LinksView, ...]:
    """The module of links, if there are any to follow."""
    methods = {method.node.key: (resource, method) for resource in resources for method in resource.methods}
    known = {one.key: one for one in types}
    follows = links((method.node for _, method in methods.values()), known).follows
    words = [(*follow.source.name.words, *follow.link.name.words) for follow in follows]
    functions = distinct((identifier(each, Scope.FUNCTION) for each in words), ("reply",))
    classes = distinct((identifier(each, Scope.CLASS) for each in words), ("TypedDict",))
    views = []
    for follow, function, class_name in zip(follows, functions, classes, strict=True):
        (home, source), (group, target) = methods[follow.source.key], methods[follow.target.key]
        reply = next(one for one in source.results if one.node is follow.result)
        views.append(LinkView(function, class_name, follow, source, home.module, reply, target, group.attribute))
    return (LinksView("links", tuple(views)),) if views else ()
