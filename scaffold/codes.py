"""The codes of diagnostics: what each kind of fault is called, how a description comes to it, how to mend it.

One entry per code, grouped by the stage that finds it. A test case of this repository produces each of them.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """An error stops the run; a warning tells of what is probably not meant; a note tells what was decided."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(Struct, frozen=True):
    """One kind of diagnostic: what it is called, how a description comes to it, and how to mend it."""

    title: str
    cause: str
    fix: str
    severity: Severity = Severity.ERROR


_WARNING = Severity.WARNING
_NOTE = Severity.NOTE

CODES: dict[str, Code] = {
    # Files and syntax (scaffold.source)
    "file-missing": Code(
        "The file does not exist",
        "The path of the description, or of a document that it refers to, names no file.",
        "check the spelling of the path, and the folder it is relative to",
    ),
    "file-unreadable": Code(
        "The file cannot be read",
        "The path names a folder or a device, or this user may not read it.",
        "give a regular file that you may read",
    ),
    "not-text": Code(
        "The file is not text",
        "The bytes are no UTF-8, UTF-16 or UTF-32 text, or hold characters that YAML and JSON do not allow.",
        "save the description as UTF-8 text",
    ),
    "not-yaml": Code(
        "The file is not YAML",
        "The YAML parser stopped at this place.",
        "mend the syntax here or just above: indentation, a missing colon, an open quote or bracket",
    ),
    "not-json": Code(
        "The file is not JSON",
        "The JSON parser stopped at this place.",
        "mend the syntax here or just before: a comma, a quote, a bracket",
    ),
    "documents-many": Code(
        "The file holds several YAML documents",
        "A line `---` starts a second document; a description is one document.",
        "keep one document in the file",
    ),
    "duplicate-key": Code(
        "A key is given twice",
        "An object holds the same key more than once, and parsers differ in which one they keep.",
        "remove or rename one of the two",
    ),
    "key-invalid": Code(
        "A key is not a scalar",
        "YAML allows a list or a mapping as a key; JSON, which a description must fit into, does not.",
        "use a string as the key",
    ),
    "merge-invalid": Code(
        "A merge key does not name mappings",
        "The value of `<<` must be a mapping, or a list of mappings.",
        "give `<<` an alias of a mapping",
    ),
    "tag-unknown": Code(
        "A YAML tag has no meaning here",
        "A tag such as `!thing` gives a value a type that JSON does not have.",
        "remove the tag",
    ),
    "number-invalid": Code(
        "A number cannot be kept",
        "NaN, infinities and numbers beyond a double's range (or integers of over 4,000 digits) do not fit into JSON.",
        "write a finite number, or a string",
    ),
    "number-as-text": Code(
        "A number is read as a string",
        "YAML has infinities, `.nan` and numbers beyond a double's range; JSON has none of them.",
        "write a finite number, or put it in quotes",
        _WARNING,
    ),
    "alias-unknown": Code(
        "An alias names no anchor",
        "`*name` stands for the value marked `&name` earlier in the same document; there is none.",
        "define the anchor before its use",
    ),
    "alias-bomb": Code(
        "Aliases multiply without bound",
        "Aliases of aliases unfold into far more values than the file holds, or into themselves.",
        "use `$ref` to share schemas, and aliases sparingly",
    ),
    "too-deep": Code(
        "The document is nested too deeply",
        "Values stand in one another more deeply than any description needs.",
        "move the inner parts to components and refer to them",
    ),
    "too-large": Code(
        "The document is too large",
        "The file is larger than the limit for a description.",
        "remove embedded data, or split the description into several files",
    ),
    # Overlays (scaffold.source.overlay)
    "overlay-invalid": Code(
        "An overlay is malformed",
        "The document given with `--overlay` is no overlay, or one of its actions can't be carried out.",
        "write it as Overlay 1.1 says: `overlay`, `info` and `actions`, each with a `target`",
    ),
    "overlay-unmatched": Code(
        "An action of an overlay matches nothing",
        "The JSONPath in `target` selects no part of the description as it is when the action's turn comes.",
        "mend the path, or remove the action",
        _WARNING,
    ),
    "overlay-mismatch": Code(
        "An action of an overlay does not fit its target",
        "Objects are merged with objects, lists take entries, and single values take the place of single values.",
        "remove the target in an action before, or give a value of its kind",
    ),
    # What a document is (scaffold.specs)
    "not-a-description": Code(
        "The document is not a description",
        "The document is neither OpenAPI 3.x nor Swagger 2.0: it has no `openapi` or `swagger` field.",
        "give the root document of an OpenAPI description",
    ),
    "version-unsupported": Code(
        "The version of the format is not supported",
        "The `openapi` or `swagger` field names a version that is not read.",
        "use OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0",
    ),
    # References (scaffold.refs)
    "ref-missing": Code(
        "A reference leads nowhere",
        "Nothing is defined at the place that a `$ref` names.",
        "define it, or mend the reference",
    ),
    "ref-invalid": Code(
        "A reference is malformed",
        "The value is no URI reference, or its fragment is neither a JSON pointer nor an anchor.",
        "write it as `#/components/...`, `file.yaml#/...` or `#anchor`",
    ),
    "ref-cycle": Code(
        "References go round in a circle",
        "A `$ref` leads, by references alone, back to itself, so that it never says anything.",
        "let one of them hold the definition itself",
    ),
    "ref-mended": Code(
        "A reference is not written as it must be, but its meaning is clear",
        "A `$ref` leads nowhere, but the name that it ends in is that of a component of the kind that is needed.",
        "write it as the message says it is read",
        _WARNING,
    ),
    "ref-mistaken": Code(
        "A reference leads to an object of another kind",
        "A `$ref` names a component of another section than the place asks for: a response where a schema is needed.",
        "refer to an entry of the right section of the components",
    ),
    "ref-remote": Code(
        "A remote reference is not allowed",
        "Documents are fetched over the network only where their origin was allowed, and never from private addresses.",
        "allow the origin, or save the document beside the description and refer to the file",
    ),
    "ref-outside": Code(
        "A reference leaves the folder of the description",
        "A document may only refer to files in the folder of the root description or below.",
        "move the file into the folder of the root description",
    ),
    # OpenAPI (scaffold.specs.openapi)
    "field-missing": Code(
        "A required field is missing",
        "The object lacks a field that its format requires.",
        "add the field",
    ),
    "field-invalid": Code(
        "A field has a value that it may not have",
        "The value is not of the type, or not one of the values, that the format requires.",
        "write the value as the format says",
    ),
    "field-unknown": Code(
        "A field is not known",
        "The format has no such field here, and it does not start with x-.",
        "remove it, mend its spelling, or prefix it with x-",
        _WARNING,
    ),
    "field-assumed": Code(
        "A required field is missing, and its value is assumed",
        "The object lacks a field that its format requires, but what is meant is clear enough to go on.",
        "add the field",
        _WARNING,
    ),
    "field-mended": Code(
        "A field is not written as the format says, but its meaning is clear",
        "The value has another type or spelling than the format requires; it is read as the message says.",
        "write the value as the format says",
        _WARNING,
    ),
    "field-ignored": Code(
        "A field has no meaning here and is ignored",
        "The format gives the field no meaning at this place, or says that it is ignored.",
        "remove the field",
        _WARNING,
    ),
    "operations-none": Code(
        "The description has no operations",
        "There are no paths and no webhooks, so that there is nothing to serve.",
        "add an operation under `paths`",
        _WARNING,
    ),
    "path-duplicate": Code(
        "Two paths are the same",
        "Two path templates differ only in the names of their parameters, so that no request can tell them apart; the "
        "first one is served.",
        "merge the two path items, or change one path",
        _WARNING,
    ),
    "path-invalid": Code(
        "A path template is malformed",
        "A path must start with a slash, and its braces must be paired and hold a name.",
        "write it as /things/{id}",
    ),
    "path-alike": Code(
        "Two paths are the same, with different methods",
        "Two path templates differ only in the names of their parameters; their operations are served on one path.",
        "merge the two path items",
        _WARNING,
    ),
    "path-ambiguous": Code(
        "Nothing tells two parameters of a path apart",
        "Two placeholders of a path template touch, as in /{name}{number}, and neither has an enumeration of its "
        "values, so that a path can be read in several ways; the message says which one counts.",
        "put a character between them, or give one of them an `enum`",
        _WARNING,
    ),
    "path-mended": Code(
        "A path is not written as the format says, but its meaning is clear",
        "A path starts with a slash, holds each name once, and has no query and no fragment; it is read as the message "
        "says.",
        "write it as /things/{id}",
        _WARNING,
    ),
    "path-parameter-undeclared": Code(
        "A path parameter is not declared",
        "The path template holds a name in braces that no parameter of the operation or its path item declares; the "
        "message says how it is read.",
        "declare it with `in: path`, or remove the braces",
        _WARNING,
    ),
    "path-parameter-unused": Code(
        "A path parameter is not in the path",
        "A parameter is declared with `in: path`, but the path template does not hold its name.",
        "put {name} into the path, or remove the parameter",
        _WARNING,
    ),
    "parameter-duplicate": Code(
        "A parameter is declared twice",
        "One list of parameters holds the same name and place more than once; the first of them counts.",
        "remove or rename one of the two",
        _WARNING,
    ),
    "parameter-ignored": Code(
        "A header parameter is ignored",
        "Other parts of a description say Accept, Content-Type and Authorization, so that OpenAPI ignores parameters "
        "of these names; servers and clients themselves see to what HTTP needs, such as Content-Length.",
        "say it by the media types of `content`, or by a security scheme, or remove it",
        _NOTE,
    ),
    "parameter-untyped": Code(
        "A parameter has no type",
        "A parameter needs a `schema` or a `content`; without them it is any string.",
        "add a schema",
        _WARNING,
    ),
    "style-invalid": Code(
        "A parameter has a style that its place does not allow",
        "Path parameters are matrix, label or simple, query ones form, spaceDelimited, pipeDelimited or deepObject, "
        "headers simple, cookies form or cookie.",
        "use a style of the place, or leave it out",
        _WARNING,
    ),
    "tag-undeclared": Code(
        "A tag is not declared",
        "An operation has a tag that the description's `tags` do not list; it is used like one that they list.",
        "add it to `tags`, with words on what its operations have in common",
        _NOTE,
    ),
    "operation-id-duplicate": Code(
        "Two operations have the same operationId",
        "An operationId must be unique in the whole description; one of the two will be called after its path.",
        "rename one of the two",
        _WARNING,
    ),
    "body-conflict": Code(
        "A request has two bodies",
        "Swagger 2.0 allows one parameter in `body`, or several in `formData`, not both.",
        "keep one of them",
    ),
    "body-ignored": Code(
        "A body has no meaning here and is ignored",
        "Responses with status 1xx, 204, 205 or 304 and responses to HEAD have no body.",
        "remove the content, or change the status",
        _WARNING,
    ),
    "media-type-invalid": Code(
        "A media type is malformed",
        "A key of `content` must be a media type or a range of them (RFC 9110); it is ignored.",
        "write it as type/subtype",
        _WARNING,
    ),
    "media-type-unsupported": Code(
        "A media type is not supported for this type",
        "No code is generated that writes values of this type in this format.",
        "offer application/json beside it, or read and write the text in the handler",
        _WARNING,
    ),
    "status-invalid": Code(
        "A status is invalid",
        "A key of `responses` must be a status code, a range such as 4XX, or default.",
        "write it as 200, 4XX or default",
    ),
    "response-none": Code(
        "No successful response is declared",
        "An operation needs a response with a status below 400, or a default; it answers 204 without a body.",
        "declare the response",
        _WARNING,
    ),
    "link-broken": Code(
        "A link leads to no operation",
        "The operationId or operationRef of a link names no operation of this description; the link is kept as words.",
        "mend the name",
        _WARNING,
    ),
    "security-unknown": Code(
        "A security scheme is not defined",
        "A security requirement names a scheme that is not in the components, so that nobody could satisfy it.",
        "define it under components.securitySchemes, or mend the name",
    ),
    "scope-unknown": Code(
        "A scope is not declared",
        "A security requirement asks for a scope that no OAuth2 flow of its scheme declares.",
        "declare the scope in the flows, or mend its name",
        _WARNING,
    ),
    "server-invalid": Code(
        "A server is not well described",
        "The URL of a server is malformed, or a variable in it has no default; it is read as the message says.",
        "write a URL, and give each variable a default",
        _WARNING,
    ),
    # Schemas (scaffold.specs.jsonschema)
    "schema-invalid": Code(
        "A schema is invalid",
        "A keyword of the schema has a value that JSON Schema does not allow.",
        "write the keyword as JSON Schema says",
    ),
    "keyword-unknown": Code(
        "A schema keyword is not known",
        "The dialect of the schema has no such keyword, so that it does nothing.",
        "remove it, mend its spelling, or prefix it with x-",
        _WARNING,
    ),
    "schema-mended": Code(
        "A schema keyword was read as it was probably meant",
        "The value is not what the dialect of the schema allows, but what it means is clear.",
        "write it as the message says it was read",
        _WARNING,
    ),
    "format-unknown": Code(
        "A format is not known",
        "`format` may hold any word; one that nobody defined, or that nothing here checks, is a remark to readers.",
        "use a format that OpenAPI or JSON Schema defines, or say it by `pattern`",
        _NOTE,
    ),
    "schema-untyped": Code(
        "A schema has no `type`",
        "Keywords such as `properties` and `minLength` speak of one type of values and let those of all others in, so"
        " that the generated type has the others as alternatives.",
        "add `type` if only one type of values is meant",
        _NOTE,
    ),
    "schema-approximated": Code(
        "A schema was read as descriptions commonly mean it",
        "By the letter the schema says something else than its author almost certainly meant.",
        "say it in full, so that every tool reads the same",
        _NOTE,
    ),
    "schema-impossible": Code(
        "No value fits a schema",
        "The parts of the schema contradict each other.",
        "change or remove one of the parts",
        _WARNING,
    ),
    "schema-cycle": Code(
        "A schema needs itself",
        "The schema is, or requires, itself without end, so that no finite value fits it.",
        "make one of the properties optional, or remove the part that leads back",
        _WARNING,
    ),
    "ref-siblings": Code(
        "A keyword beside a reference does nothing",
        "In OpenAPI 2.0 and 3.0 everything beside `$ref` is ignored, and in later versions all but `summary` and "
        "`description`, except in schemas.",
        "put the reference into `allOf` and the keyword beside that, or use OpenAPI 3.1",
        _WARNING,
    ),
    "pattern-invalid": Code(
        "A pattern is not a regular expression that can be checked",
        "The pattern is not one of ECMA-262, or uses what Python's regular expressions lack; it is not checked.",
        "write it in the syntax of ECMA-262, without look-behind of variable length",
        _WARNING,
    ),
    "required-unknown": Code(
        "A required property is not described",
        "`required` names a property that `properties` does not; it must be there and may hold anything.",
        "describe the property, or mend its name",
        _WARNING,
    ),
    "discriminator-invalid": Code(
        "A discriminator cannot be used",
        "The discriminator does not tell the alternatives apart; they are tried one after the other.",
        "give `propertyName`, and a `mapping` with one value or more for each alternative",
        _WARNING,
    ),
    "default-invalid": Code(
        "A default does not fit its schema",
        "The value of `default` is not valid by the schema beside it; it is read as what it spells, or ignored.",
        "mend the value or the schema",
        _WARNING,
    ),
    "example-none": Code(
        "No example was found",
        "Tests and the mock need a value that the schema accepts; none was found (keywords may exclude each other).",
        "give the schema an example that is valid by it",
        _NOTE,
    ),
    "example-invalid": Code(
        "An example does not fit its schema",
        "The example is not valid by the schema beside it; it is not used.",
        "mend the example or the schema",
        _WARNING,
    ),
    "name-collision": Code(
        "Two names are the same once spelt for a program",
        "Names that differ only in case, separators or symbols become one identifier; the later one was renamed.",
        "rename one of the two",
        _NOTE,
    ),
    "feature-unsupported": Code(
        "A feature of the format is not supported",
        "The feature is understood but nothing is generated for it.",
        "leave it if the service can do without it",
        _WARNING,
    ),
    "method-overridden": Code(
        "A method that the framework can't route comes as another",
        "The framework's routes know no such method. Requests come as POST and name it in X-HTTP-Method-Override.",
        "send POST with that header, as the SDKs do, or take a backend that can route any method",
        _WARNING,
    ),
    "path-taken": Code(
        "A path of the project's own belongs to the description",
        "Projects answer some paths beside their operations. The description has an operation at one of them, which "
        "goes first.",
        "give the first of the servers a path, which the operations are below, if the project's own is needed",
        _WARNING,
    ),
    # The command line (scaffold.cli, scaffold.config, scaffold.write)
    "usage": Code(
        "The command was not called as it must be",
        "An option or argument is missing, unknown or not what the command takes.",
        "see `scaffold COMMAND --help`",
    ),
    "answer-unknown": Code(
        "There is no such question",
        "`--data key=value` names a question that is not asked.",
        "use one of the questions there are",
    ),
    "answer-invalid": Code(
        "An answer is not one of the question's",
        "The value given with an option or with `--data` cannot be used: no such backend, no name for a package.",
        "give another value",
    ),
    "dest-not-empty": Code(
        "The project's folder is not empty",
        "A new project is only written to a folder that is not there yet, or is empty.",
        "give another folder, or empty this one first",
    ),
    "dest-not-writable": Code(
        "The project cannot be written",
        "The disk refused: no permission, no space left, or a file where a folder is needed. Nothing was left behind.",
        "check the folder's permissions and the disk's space, or give another folder",
    ),
    "project-missing": Code(
        "There is no project",
        "The folder has no `.scaffold/lock.json`, which every project that scaffold made has.",
        "give the folder of the project",
    ),
    "project-unusable": Code(
        "What is kept about a project cannot be read",
        "`.scaffold/lock.json` is damaged, or another version of scaffold wrote it.",
        "take the file from your repository's history, or update scaffold",
    ),
    "project-busy": Code(
        "Another update is running",
        "Two updates of one project at once would spoil each other's work, so the second stops.",
        "wait until the other one is done",
    ),
    "project-not-writable": Code(
        "The project cannot be changed",
        "The disk refused: no permission, a read-only file, no space left. The project is as it was.",
        "check the permissions and the disk's space, and run the command again",
    ),
    "update-unsettled": Code(
        "Conflicts are not settled",
        "Files still hold marks (`<<<<<<<`, `>>>>>>>`) that the last update, or a merge of branches, put there.",
        "settle them and take the marks out, or undo that update with `scaffold update --abort`",
    ),
    "update-none": Code(
        "There is no update to undo",
        "`--abort` undoes an update that ended in conflicts, until they are settled and another update was made.",
        "nothing needs to be done",
    ),
    "update-loosens": Code(
        "An update would let in what was kept out before",
        "A newer template changes what a service refuses; that is not done without consent.",
        "read the note and run the command again with `--accept`",
    ),
    "internal": Code(
        "scaffold failed",
        "A fault of scaffold's own, not of the description. Nothing was written.",
        "report it with the description; SCAFFOLD_DEBUG=1 shows the traceback",
    ),
}
