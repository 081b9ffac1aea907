    def names_in(self, found: styles.Pairs) -> list[str]:
        """The members that are declared, and then all others that came."""
        declared = list(self.shape.fields or ())
        return [*declared, *(name for name in found if self.is_unknown(name))]

    def is_unknown(self, name: str) -> bool:
        return name not in self.names and name.partition("[")[0] not in self.names

    def member(self, found: styles.Pairs, name: str) -> Any:
        shape = styles.member_shape(self.shape, name)
        part = self.encoding.get(name, {{ "FormPart" if client is defined else "markers.Part" }}())
        if part.style == "deepObject":
            return styles.deep_object(found, name, shape)
        if part.style == "form" and part.explode and shape.is_object:
            return styles.exploded_object(found, shape, self.names - {name})
        values = found.get(name)
        if values is None:
            return (
                styles.deep_object(found, name, shape) if not shape.only_text else None
            )
        read = None if part.style else document_reader(None, part, shape)
        if read is not None:
            return joined([read(styles.decode_query(one)) for one in values], shape)
        return styles.repeated(values, name, part.style or "form", part.explode, shape)
