def joined(values: list[Any], shape: Shape) -> Any:
    """What came under one name; several are a list where it can be one."""
    if shape.item is not None:
        if shape.item.is_array and not (len(values) == 1 and _is_whole(values[0])):
            return values
{% if client is defined %}
        parts = [one if is_list(one) else [one] for one in values]
{% else %}
        parts = [
            one if is_list(one) and marked(one) is None else [one] for one in values
        ]
{% endif %}
        return [item for part in parts for item in part]
    if len(values) == 1:
        return values[0]
    if ANY in shape.scalars:
        return values
    raise Unreadable("Input should be there once")


def _is_whole(value: Any) -> bool:
    """Whether a list of lists came as one document."""
    return is_list(value) and bool(value) and all(map(is_list, value))


def document_reader(
    content_type: str | None, encoding: {{ "FormPart" if client is defined else "markers.Part" }}, shape: Shape
) -> Callable[[str], Any] | None:
    """What reads a text as a document; None where it is none."""
    media = content_type or encoding.media
{% if xml_parts %}
    if encoding.xml is not None and is_xml(media):
        return Xml(encoding.xml).read_text
{% endif %}
    if is_json(media) or (content_type is None and shape.is_object):
        return styles.document
    return None


def is_json(media: str | None) -> bool:
    kind = media_type(media or "")
    return kind == "application/json" or kind.endswith("+json")
{% if xml_parts %}


def is_xml(media: str | None) -> bool:
    """Whether what is of this media type, or of the first of several, is XML."""
    return media_type((media or "").partition(",")[0]).endswith(("/xml", "+xml"))
{% endif %}
