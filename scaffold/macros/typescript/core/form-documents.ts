/** What came under one name; several are a list where it can be one, and unnamed files always are. */
export function joined(shape: Shape, values: readonly unknown[]): unknown {
  const [first] = values;
  const item = items(shape);
  if (item !== undefined) {
    return isList(item) && !(values.length === 1 && isWhole(first)) ? values : values.flat(1);
  }
  if (first instanceof File && !scalars(shape).includes("file")) return values;
  if (values.length === 1) return first;
  if (scalars(shape).includes("any")) return values;
  throw new Unreadable("Input should be there once");
}

/** Whether a list of lists came as one document. */
function isWhole(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
}

/** What reads a text as a document; undefined where it is none. */
export function documentReader(
  contentType: string | undefined,
{% if xml_parts %}
  { media, xml }: Part,
{% else %}
  { media }: Part,
{% endif %}
  shape: Shape,
): ((text: string) => unknown) | undefined {
{% if xml_parts %}
  if (xml !== undefined && isXmlPart(contentType ?? media)) return (text) => xmlValue(text, xml);
{% endif %}
  const isJson = isJsonPart(contentType ?? media);
  return isJson || (contentType === undefined && isObject(shape)) ? styles.document : undefined;
}

{% if xml_parts %}
/** Whether what is of this media type, or of the first of several, is XML. */
export function isXmlPart(media: string | undefined): boolean {
  return /[/+]xml$/.test(mediaType((media ?? "").split(",", 1)[0] ?? ""));
}

/** What an XML document says; `plan` names how it is written. */
function xmlValue(text: string, plan: string): unknown {
  try {
    return readXml(plan, new TextEncoder().encode(text));
  } catch (error) {
    if (!(error instanceof NotXml)) throw error;
    throw new Unreadable(`Input should be XML: ${error.message}`);
  }
}

{% endif %}
export function isJsonPart(media: string | undefined): boolean {
  const kind = mediaType(media ?? "");
  return kind === "application/json" || kind.endsWith("+json");
}
