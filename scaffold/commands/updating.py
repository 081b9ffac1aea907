"""What `update`, `diff` and `check` of a project share: the project found, and its update decided but not written."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

import scaffold
from scaffold import backend as backends
from scaffold import config, contract, follow, git, ir, lock, packages, state, txn, update
from scaffold.config import Config
from scaffold.contract import narrow
from scaffold.diag import Location, Report, Source, clean
from scaffold.source import OVERLAYS, Loader
from scaffold.state import Entry, Project
from scaffold.steps import Action, Plan, Step
from scaffold.tree import Tree


class Wishes(Struct, frozen=True, kw_only=True):
    """What the user asked of an update, besides the project. Without `overlays` those that it has are applied."""

    spec: str | None = None
    data: tuple[str, ...] = ()
    overlays: tuple[str, ...] | None = None
    allow_remote: tuple[str, ...] = ()
    restore: bool = False


def found(given: Path | None, report: Report) -> Project | None:
    """The project at `given`, or around the working folder; None with an error in `report`."""
    start = Path.cwd() if given is None else given
    root = state.find(start.absolute()) if given is None else (start if (start / lock.LOCK).is_file() else None)
    if root is None:
        report.add("project-missing", None, f"{clean(str(start))} is no project that scaffold made")
        return None
    return Project(root, git.Repository(root).blob)


def recovered(project: Project, report: Report) -> bool:
    """Whether the project is whole, now that a run that was killed is finished. Call it holding the project."""
    try:
        txn.recover(project.root)
        _ = project.lock
    except txn.NotWritable as error:
        report.add("project-not-writable", None, clean(str(error)))
    except state.Unusable as error:
        report.add("project-unusable", None, clean(str(error)))
    return not report.failed


def held(project: Project, report: Report) -> bool:
    """Whether the project can be read: a run that was killed is finished first, unless another one is at work."""
    try:
        with txn.exclusive(project.root):
            return recovered(project, report)
    except txn.Busy:
        report.add("project-busy", None, "an update of this project is running")
    except txn.NotWritable as error:
        report.add("project-not-writable", None, clean(str(error)))
    return False


class Job:
    """An update to be decided: `run` does, and `plan`, `contract` and `notes` are what came of it."""

    def __init__(self, project: Project, wishes: Wishes, report: Report) -> None:
        self.project = project
        self.wishes = wishes
        self.report = report
        self.plan = Plan()
        self.contract: tuple[contract.Change, ...] | None = ()
        self.notes: tuple[Mapping[str, str], ...] = ()
        self.spec = ""
        self._loader: Loader | None = None
        self._engine = ""

    def locate(self, source: Source, key: bool = False) -> Location | None:
        """Finds a place in the description, as far as that was read."""
        return self._loader.locate(source, key) if self._loader else None

    def run(self, stage: Callable[[str], None]) -> bool:
        """Decide all that would be written, and whether that went well: else there are errors in the report."""
        gc.disable()  # all that is made is needed to the end of the process, which is near
        try:
            return self._run(stage)
        except state.Unreadable as error:
            self.report.add("project-not-writable", None, f"nothing was changed, as {clean(str(error))}")
            return False

    def _run(self, stage: Callable[[str], None]) -> bool:
        settings = _settings(self.project, self.wishes, self.report)
        if settings is None:
            return False
        self.spec = settings.spec
        self._loader = Loader(
            settings.spec,
            self.report,
            allow_remote=self.wishes.allow_remote,
            kept=self._kept(),
            overlays=settings.overlays,
        )
        self._engine = lock.engine(settings.backend, settings.sdks)
        stage("comparing")
        if not self.wishes.restore and _same(self.project, settings, self._loader, self._engine):
            steps = _untouched(self.project, settings)
            if steps is not None:
                self.plan = Plan(steps=steps)
                return True
        return self._generated(settings, self._loader, stage)

    def _kept(self) -> dict[str, bytes]:
        """The documents that the project has itself: the description and the overlays, unless others are given."""
        return {
            id: data
            for id, data in self.project.kept().items()
            if (self.wishes.overlays is None if id.startswith(OVERLAYS) else self.wishes.spec is None)
        }

    def _generated(self, settings: Config, loader: Loader, stage: Callable[[str], None]) -> bool:
        from scaffold.commands import compiled  # and with it Jinja, which an update without a change has no need of

        seen: list[ir.Api] = []
        made = scaffold.generate(
            settings,
            self.report,
            loader=loader,
            stage=stage,
            seen=seen.append,
            compiled=compiled.cache(),
            laid_out=self.project.laid_out if self._engine == self.project.lock.engine else None,
        )
        if self.report.failed:
            return False
        stage("merging")
        sealed, plan = self._decided(made, settings, loader)
        if plan.moved:
            made = follow.rewired(made, plan.moved, _aliases(settings))
            sealed, plan = self._decided(made, settings, loader, plan.moved)
        if plan.left:
            sealed = self._sealed(made, settings, loader, plan.moved, plan.left)
        self.plan = replace(plan, quiet=update.kept(self.project, sealed))
        stage("comparing")
        self.contract = _contract(self.project, seen[0], loader)
        self.notes = _notes(self.project, settings)
        return True

    def _decided(
        self, made: Tree, settings: Config, loader: Loader, moved: Mapping[str, str] | None = None
    ) -> tuple[Tree, Plan]:
        """The tree to be kept, and what becomes of each file. `moved` says where the user has files of it."""
        sealed = self._sealed(made, settings, loader, moved, None)
        visible = {path: file for path, file in sealed.items() if not path.startswith(f"{lock.FOLDER}/")}
        segments = _segments(self.project, settings)
        restore, before = self.wishes.restore, str(self.project.lock.answers.get("package", ""))
        aliases = {**_aliases(settings), **_imports(settings, before), **_imports(settings, settings.package)}
        plan = update.decide(self.project, visible, restore=restore, segments=segments, aliases=aliases)
        return sealed, _repackaged(self.project, plan, settings, segments) if segments else plan

    def _sealed(
        self,
        made: Tree,
        settings: Config,
        loader: Loader,
        moved: Mapping[str, str] | None,
        left: Mapping[str, str] | None,
    ) -> Tree:
        documents, digest = loader.files(), self._engine
        kept = self.project.lock
        bared = {entry.sha256: entry.layout for entry in kept.files.values()} if kept.engine == digest else None
        return lock.seal(made, settings, documents, loader.root_id, moved=moved, digest=digest, left=left, bared=bared)


def _settings(project: Project, wishes: Wishes, report: Report) -> Config | None:
    """The answers that the project was made from, but for those that are given now."""
    kept = project.lock
    backend = f"backend={kept.answers.get('backend', '')}"
    asked_backend = any(pair.startswith("backend=") for pair in wishes.data)
    given = config.parse_data([*([] if asked_backend else [backend]), *wishes.data], report)
    if report.failed:
        return None
    spec = wishes.spec or kept.url or str(project.root / lock.FOLDER / "spec" / kept.root)
    answers = {**kept.answers, **given, "spec": spec}
    overlays = kept.overlays if wishes.overlays is None else wishes.overlays
    settings = config.settle(project.root, answers, report, allow_remote=wishes.allow_remote, overlays=overlays)
    return replace(settings, name=kept.name) if settings and kept.name else settings


def _same(project: Project, settings: Config, loader: Loader, engine: str) -> bool:
    """Whether all that the project was made from is as it was, so that the same would be made again."""
    kept = project.lock
    return (
        loader.root_id == kept.root
        and tuple(loader.overlays) == kept.overlays
        and settings.answers == kept.answers
        and engine == kept.engine
        and loader.holds({document.id: document.sha256 for document in kept.documents})
    )


def _untouched(project: Project, settings: Config) -> tuple[Step, ...] | None:
    """A step for each file where all that is generated stands as it was made; None where something doesn't."""
    steps = []
    for path, entry in project.lock.files.items():
        now = project.read(entry.moved or path)
        if entry.kind == "generated":
            if now is None or not (_answers(project, settings, now) if path == lock.ANSWERS else entry.as_made(now)):
                return None
        elif not _whole(project, entry):
            return None
        steps.append(_still(entry, now))
    kept = (project.read(document.path) for document in project.lock.documents)
    return tuple(steps) if all(data is not None for data in kept) else None


def _answers(project: Project, settings: Config, now: bytes) -> bool:
    """Whether the answers file is as it would be written."""
    place = next((each.path for each in project.lock.documents if each.id == project.lock.root), project.lock.root)
    return lock.answers_kept(lock.answers_file(settings, place).encode(), now) == now


def _whole(project: Project, entry: Entry) -> bool:
    base = project.read(f"{state.BASE}/{entry.path}")
    return base is not None and entry.made(base) and (project.read(entry.moved or entry.path) is not None)


def _still(entry: Entry, now: bytes | None) -> Step:
    where = entry.moved or entry.path
    return Step(path=where, action=Action.UNCHANGED, kind=entry.kind, before=now, after=now)


def _aliases(settings: Config) -> Mapping[str, str]:
    """The names that imports have for folders."""
    aliases: Mapping[str, str] = backends.load(settings.backend).options.get("aliases", {})
    return aliases


def _imports(settings: Config, package: str) -> Mapping[str, str]:
    """The names by which the clients are imported, and where their methods are."""
    listed = (backends.load(sdk, "sdk").options.get("imports", {}) for sdk in settings.sdks)
    words = {"package": package, "dashed": package.replace("_", "-")}
    return {name.format(**words): way.format(**words) for imports in listed for name, way in imports.items()}


def _repackaged(project: Project, plan: Plan, settings: Config, segments: Mapping[str, str]) -> Plan:
    """An update that tells where the user's files say what packages were called."""
    before = _imports(settings, str(project.lock.answers["package"]))
    clients = dict(zip(before, _imports(settings, settings.package), strict=True))
    clients |= {old.replace("_", "-"): new.replace("_", "-") for old, new in clients.items()}
    known = {path for step in plan.steps for path in (step.path, step.origin)} | project.lock.files.keys()
    own = {path: data for path in project.others(frozenset(known), None) if (data := project.read(path)) is not None}
    return packages.told(plan, own, segments, clients)


def _segments(project: Project, settings: Config) -> dict[str, str]:
    """Packages that have another name, and so their folders: the service's and those of its SDKs."""
    before = str(project.lock.answers.get("package", ""))
    if not before or before == settings.package:
        return {}
    sdks = (backends.load(sdk, "sdk").options for sdk in settings.sdks)
    names = ["{package}", *(str(options["package"]) for options in sdks if "package" in options)]
    return {name.format(package=before): name.format(package=settings.package) for name in names}


def _contract(project: Project, api: ir.Api, loader: Loader) -> tuple[contract.Change, ...] | None:
    """What changed between the description that the project was made from and the one it is made from now."""
    described = _described(project)
    if described is None:
        return None
    documents, overlays = described
    if documents == loader.files():
        return ()
    kept, report, same = project.lock, Report(), frozenset[str]()
    root, now = Loader(kept.root, report, kept=documents).root(), loader.root()
    if root and now and not kept.overlays and len(documents) == len(loader.files()) == 1:
        value, same = narrow.narrowed(root.value, now.value)
        if not same <= {operation.key.partition(" ")[2] for operation in _operations(api)}:
            same = frozenset()
        elif not (value["paths"] or value.get("webhooks")):
            return contract.compare(replace(api, services=()), api, date.today(), same)
        else:
            documents = {kept.root: json.dumps(value).encode()}
    before = scaffold.read(Loader(kept.url or kept.root, report, kept=documents, overlays=overlays), report)
    return None if before is None else contract.compare(before, api, date.today(), same)


def _described(project: Project) -> tuple[dict[str, bytes], tuple[str, ...]] | None:
    """The documents that the project was made from, and the overlays among them; None where they are lost.

    Where they were edited in place, and there is no git, it is what the service shows: one document, overlays applied.
    """
    kept = project.lock
    if (documents := project.documents()) is not None:
        return documents, kept.overlays
    served = project.served()
    return None if served is None else ({kept.root: served}, ())


def _operations(api: ir.Api) -> Iterator[ir.Operation]:
    for service in api.services:
        yield from service.operations


def _notes(project: Project, settings: Config) -> tuple[Mapping[str, str], ...]:
    """What the backend says of changes in its templates that the project has not got yet."""
    known = set(project.lock.notes)
    return tuple(note for note in backends.notes(settings.backend, settings.sdks) if note["id"] not in known)
