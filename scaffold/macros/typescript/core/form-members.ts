/** The members of a form, as its encoding and its shape ask for them; `fail` is told of those that can't be read. */
function formMembers(
  { encoding = {}, shape }: Named & { readonly shape: Shape },
  found: styles.Pairs,
  fail: (name: string, error: unknown) => void,
): object {
  const made = {};
  const names = Object.keys(members(shape) ?? {});
  const known = new Set(names);
  const unknown = [...found.keys()].filter(
    (name) => !known.has(name) && !known.has(styles.parted(name, "[")[0]),
  );
  for (const name of [...names, ...unknown]) {
    try {
      const inner = memberOf(shape, name);
      const value = formMember(own(encoding, name) ?? {}, found, name, inner, known);
{% if client is defined %}
      if (value !== undefined) put(made, name, value);
{% else %}
      if (value !== undefined) put(made, name, withFiles(value, inner));
{% endif %}
    } catch (error) {
      fail(name, error);
    }
  }
  return made;
}

function formMember(
  encoding: Part,
  found: styles.Pairs,
  name: string,
  shape: Shape,
  known: ReadonlySet<string>,
): unknown {
  const { style, explode = true } = encoding;
  if (style === "deepObject") return styles.deepObject(found, name, shape);
  if (style === "form" && explode && isObject(shape)) {
    return styles.explodedObject(found, shape, new Set([...known].filter((one) => one !== name)));
  }
  const values = found.get(name);
  if (values === undefined) {
    return isText(shape) ? undefined : styles.deepObject(found, name, shape);
  }
  const decode = styles.decodeQuery;
  const read = style === undefined ? documentReader(undefined, encoding, shape) : undefined;
  if (read) {
    return joined(
      shape,
      values.map((text) => read(decode(text))),
    );
  }
  return styles.repeated(values, { name, style: style ?? "form", explode, shape, decode });
}
